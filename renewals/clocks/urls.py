from django.urls import path

from renewals.clocks import rule_views, views

urlpatterns = [
    path("policies/<int:term_id>/renewal/", views.term_renewal, name="term-renewal"),
    path("policies/<int:term_id>/carrier-notice/", views.carrier_notice, name="carrier-notice"),
    *rule_views.NOTICE_RULES.urls(),
]

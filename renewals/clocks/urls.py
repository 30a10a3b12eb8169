from django.urls import path

from renewals.clocks import views

urlpatterns = [
    path("policies/<int:term_id>/renewal/", views.term_renewal, name="term-renewal"),
    path("policies/<int:term_id>/carrier-notice/", views.carrier_notice, name="carrier-notice"),
    path("renewals/notice-rules/", views.notice_rules, name="notice-rules"),
    path("renewals/notice-rules/add/", views.notice_rule_add, name="notice-rule-add"),
    path(
        "renewals/notice-rules/<int:notice_rule_id>/",
        views.notice_rule_edit,
        name="notice-rule-edit",
    ),
]

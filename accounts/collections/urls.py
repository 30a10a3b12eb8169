from django.urls import path

from accounts.collections import rule_views, views

urlpatterns = [
    path("collections/", views.worklist, name="collection-list"),
    path("collections/send/", views.collection_send, name="collection-send"),
    path("collections/runs/<int:notices_id>/", views.collection_run, name="collection-run"),
    *rule_views.STEPS.urls(),
    path("invoices/<int:invoice_id>/collect/", views.collection_do, name="collection-do"),
    path("invoices/<int:invoice_id>/dispute/", views.dispute_new, name="dispute-new"),
    path("disputes/<int:dispute_id>/", views.dispute_settle, name="dispute-settle"),
    path(
        "clients/<int:client_id>/collections/",
        views.client_collections,
        name="client-collections",
    ),
    path(
        "clients/<int:client_id>/collections/contact/",
        views.contact_new,
        name="contact-with-client",
    ),
    path(
        "clients/<int:client_id>/collections/promise/",
        views.promise_new,
        name="promise-new",
    ),
]

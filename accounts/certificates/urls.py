"""The addresses of certificates, binders and claims."""

from django.urls import path

from accounts.certificates import views

CLIENT = "clients/<int:client_id>/certificates/"
urlpatterns = [
    path(CLIENT, views.client_certificates, name="client-certificates"),
    path(f"{CLIENT}<slug:record>/add/", views.client_record_add, name="client-record-add"),
    path(
        f"{CLIENT}<slug:record>/<int:record_id>/",
        views.client_record_edit,
        name="client-record-edit",
    ),
    path("binders/<int:binder_id>/extend/", views.binder_extend, name="binder-extend"),
    path("claims/<int:claim_id>/value/", views.claim_value, name="claim-value"),
    path("certificate-holders/<int:holder_id>/issue/", views.certificate_issue, name="issue"),
    path("certificates/<int:certificate_id>/", views.certificate_page, name="certificate-page"),
    path(
        "certificates/<int:certificate_id>/void/", views.certificate_void, name="certificate-void"
    ),
]

from django.urls import path

from accounts.clients import views
from accounts.merging import views as merging
from accounts.profile import views as profile

urlpatterns = [
    path("clients/", views.client_list, name="client-list"),
    path("clients/names/", views.client_names, name="client-names"),
    path("clients/new/", profile.client_new, name="client-new"),
    path("clients/<int:client_id>/", views.client_page, name="client-page"),
    path("clients/<int:client_id>/as-of/", views.client_as_of, name="client-as-of"),
    path("clients/<int:client_id>/history/", views.client_history, name="client-history"),
    path("clients/<int:client_id>/profile/", profile.client_profile, name="client-profile"),
    path("clients/<int:client_id>/edit/", profile.client_edit, name="client-edit"),
    path("clients/<int:client_id>/fein/", profile.client_fein, name="client-fein"),
    path(
        "clients/<int:client_id>/fein/reveal/", profile.client_fein_reveal,
        name="client-fein-reveal",
    ),
    path("clients/<int:client_id>/merge/", merging.client_merge, name="client-merge"),
    path("clients/<int:client_id>/contacts/new/", profile.contact_new, name="contact-new"),
    path("contacts/<int:contact_id>/edit/", profile.contact_edit, name="contact-edit"),
    path("contacts/<int:contact_id>/remove/", profile.contact_remove, name="contact-remove"),
    path("clients/<int:client_id>/insureds/new/", profile.insured_new, name="insured-new"),
    path("insureds/<int:insured_id>/fein/", profile.insured_fein, name="insured-fein"),
    path("insureds/<int:insured_id>/edit/", profile.insured_edit, name="insured-edit"),
    path(
        "insureds/<int:insured_id>/fein/reveal/", profile.insured_fein_reveal,
        name="insured-fein-reveal",
    ),
    path("insureds/<int:insured_id>/remove/", profile.insured_remove, name="insured-remove"),
    path("clients/<int:client_id>/relations/new/", profile.relation_new, name="relation-new"),
    path("relations/<int:relation_id>/remove/", profile.relation_remove, name="relation-remove"),
    path(
        "clients/<int:client_id>/requirements/new/", profile.requirement_new,
        name="requirement-new",
    ),
    path(
        "requirements/<int:requirement_id>/edit/", profile.requirement_edit,
        name="requirement-edit",
    ),
    path(
        "requirements/<int:requirement_id>/remove/", profile.requirement_remove,
        name="requirement-remove",
    ),
]  # fmt: skip

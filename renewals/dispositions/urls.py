from django.urls import path

from renewals.dispositions import views

urlpatterns = [
    path("policies/<int:term_id>/disposition/", views.disposition, name="term-disposition"),
    path("policies/<int:term_id>/extend/", views.extension, name="term-extend"),
    path(
        "policies/<int:term_id>/disposition/withdraw/",
        views.withdraw,
        name="term-disposition-withdraw",
    ),
]

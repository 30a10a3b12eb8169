from django.urls import path

from accounts.policies import views

urlpatterns = [
    path("clients/<int:client_id>/policies/", views.client_policies, name="client-policies"),
    path("policies/", views.policy_list, name="policy-list"),
    path("policies/<int:term_id>/", views.term_page, name="term-page"),
]

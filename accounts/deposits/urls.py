from django.urls import path

from accounts.deposits import views

urlpatterns = [
    path("deposits/", views.deposit_list, name="deposit-list"),
    path("deposits/find/", views.deposit_find, name="deposit-find"),
    path("deposits/<int:deposit_id>/", views.deposit_page, name="deposit-page"),
]

"""The addresses of orders."""

from django.urls import path

from accounts.orders import views

urlpatterns = [
    path("clients/<int:client_id>/service/", views.client_service, name="client-service"),
    path("orders/", views.order_list, name="order-list"),
    path("orders/new/", views.order_new, name="order-new"),
    path("orders/take-next/", views.order_take_next, name="order-take-next"),
    path("orders/<int:order_id>/", views.order_page, name="order-page"),
    path("orders/<int:order_id>/move/<str:move>/", views.order_move, name="order-move"),
]

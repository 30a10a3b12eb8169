from django.urls import path

from reports.my_day import views

urlpatterns = [
    path("", views.home, name="home"),
    path("day/orders/", views.day_orders, name="day-orders"),
    path("day/expirations/", views.day_expirations, name="day-expirations"),
    path("day/receivables/", views.day_receivables, name="day-receivables"),
]

from django.urls import path

from reports.my_day import views

urlpatterns = [
    path("", views.home, name="home"),
    path("day/todo/", views.day_todo, name="day-todo"),
    path("day/orders/", views.day_orders, name="day-orders"),
    path("day/waiting/", views.day_waiting, name="day-waiting"),
    path("day/expirations/", views.day_expirations, name="day-expirations"),
    path("day/receivables/", views.day_receivables, name="day-receivables"),
    path("day/exceptions/", views.day_exceptions, name="day-exceptions"),
]

from django.urls import path

from reports.my_day import deed_views, paper_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("day/todo/", views.day_todo, name="day-todo"),
    path("day/orders/", views.day_orders, name="day-orders"),
    path("day/papers/", paper_views.day_papers, name="day-papers"),
    path("day/waiting/", views.day_waiting, name="day-waiting"),
    path("day/expirations/", views.day_expirations, name="day-expirations"),
    path("day/receivables/", views.day_receivables, name="day-receivables"),
    path("day/exceptions/", views.day_exceptions, name="day-exceptions"),
    path("day/terms/<int:term_id>/contact/", deed_views.term_contact, name="day-term-contact"),
    path("day/terms/<int:term_id>/renewal/", deed_views.term_renewal, name="day-term-renewal"),
    path("day/terms/<int:term_id>/later/", deed_views.term_later, name="day-term-later"),
    path(
        "day/owed/<int:invoice_id>/contact/", deed_views.invoice_contact, name="day-invoice-contact"
    ),
    path("day/owed/<int:invoice_id>/later/", deed_views.invoice_later, name="day-invoice-later"),
]

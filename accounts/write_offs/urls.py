from django.urls import path

from accounts.write_offs import rule_views, views

urlpatterns = [
    *rule_views.LIMITS.urls(),
    path("day/approvals/", views.day_approvals, name="day-approvals"),
    path("write-offs/", views.write_off_list, name="write-off-list"),
    path("invoices/<int:invoice_id>/write-off/", views.write_off_new, name="write-off-new"),
    path(
        "write-offs/<int:write_off_id>/decide/",
        views.write_off_decide,
        name="write-off-decide",
    ),
]

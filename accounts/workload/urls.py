from django.urls import path

from accounts.workload import views
from teams.house.rulebook import house_rule

house_rule(
    "Service", "Hours of work", "weight-list", "orders.view",
    "How many hours a piece of work is reckoned at on the workload board.",
)  # fmt: skip

urlpatterns = [
    path("workload/", views.workload, name="workload"),
    path("workload/hand/", views.workload_hand, name="workload-hand"),
    path("workload/undo/", views.workload_undo, name="workload-undo"),
    path("workload/hours/", views.weight_list, name="weight-list"),
    path("workload/hours/new/", views.weight_edit, name="weight-new"),
    path("workload/hours/<int:weight_id>/", views.weight_edit, name="weight-edit"),
]

from django.urls import path

from accounts.policies import rule_views, views
from accounts.policies.changes import CHANGES

urlpatterns = [
    path("clients/<int:client_id>/policies/", views.client_policies, name="client-policies"),
    path("clients/<int:client_id>/policies/new/", views.policy_new, name="policy-new"),
    path("policies/", views.policy_list, name="policy-list"),
    *rule_views.PREMIUM_RULES.urls(),
    path("policies/<int:term_id>/", views.term_page, name="term-page"),
    path("policies/<int:term_id>/edit/", views.term_edit, name="term-edit"),
    path("policies/<int:term_id>/billing/", views.policy_edit, name="policy-edit"),
    *(
        path(
            f"policies/<int:term_id>/{name}/", views.term_change, {"change": name},
            name=f"term-{name}",
        )
        for name in CHANGES
    ),
]  # fmt: skip

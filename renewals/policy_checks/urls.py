from django.urls import path

from renewals.policy_checks import rule_views, views

CHECK = "policy-checks/<int:policy_check_id>/"
urlpatterns = [
    path("policy-checks/", views.policy_check_list, name="policy-check-list"),
    path(CHECK, views.policy_check, name="policy-check"),
    path(f"{CHECK}receive/", views.policy_receive, name="policy-receive"),
    path(f"{CHECK}answers/", views.policy_answers, name="policy-answers"),
    path(f"{CHECK}do/", views.policy_do, name="policy-do"),
    path(f"{CHECK}ask/", views.policy_ask, name="policy-ask"),
    path(f"{CHECK}override/", views.policy_override, name="policy-override"),
    path(f"{CHECK}deliver/", views.policy_deliver, name="policy-deliver"),
    path("check-items/<int:check_item_id>/close/", views.check_item_close, name="check-item-close"),
    path("policies/<int:term_id>/issued/", views.term_policy_check, name="term-policy-check"),
    path("policies/<int:term_id>/issued/expect/", views.policy_expect, name="policy-expect"),
    *rule_views.TOPICS.urls(),
    *rule_views.CHASES.urls(),
    *rule_views.SECOND_READERS.urls(),
]

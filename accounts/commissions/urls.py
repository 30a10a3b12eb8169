from django.urls import path

from accounts.commissions import views

urlpatterns = [
    path("commissions/", views.expected_list, name="expected-commission"),
    path("commissions/statements/", views.statement_list, name="statement-list"),
    path("commissions/statements/<int:statement_id>/", views.statement_page, name="statement-page"),
    path(
        "commissions/statements/<int:statement_id>/columns/",
        views.statement_columns,
        name="statement-columns",
    ),
    path(
        "commissions/statements/<int:statement_id>/post/",
        views.statement_post,
        name="statement-post",
    ),
    path(
        "commissions/statements/<int:statement_id>/reverse/",
        views.statement_reverse,
        name="statement-reverse",
    ),
    path("commissions/rows/<int:statement_row_id>/answer/", views.row_answer, name="row-answer"),
    path("commissions/rows/<int:statement_row_id>/policy/", views.row_policy, name="row-policy"),
]

"""The addresses of orders."""

from django.urls import path

from accounts.orders import about_views, deed_views, rule_views, views

urlpatterns = [
    *rule_views.ORDER_KINDS.urls(),
    *rule_views.BUNDLES.urls(),
    *rule_views.TEMPLATES.urls(),
    *rule_views.DESK_LIMITS.urls(),
    path(
        "orders/kinds/<int:order_kind_id>/people/",
        rule_views.kind_people,
        name="order-kind-people",
    ),
    path("clients/<int:client_id>/service/", views.client_service, name="client-service"),
    path("policies/<int:term_id>/orders/", about_views.term_orders, name="term-orders"),
    path("invoices/<int:invoice_id>/orders/", about_views.invoice_orders, name="invoice-orders"),
    path("orders/", views.order_list, name="order-list"),
    path("orders/new/", views.order_new, name="order-new"),
    path("orders/triage/", views.order_triage, name="order-triage"),
    path("orders/turnaround/", views.order_turnaround, name="order-turnaround"),
    path(
        "clients/<int:client_id>/bundle/<int:bundle_id>/", views.order_bundle, name="order-bundle"
    ),
    path("orders/checks/<int:check_id>/", views.order_check, name="order-check"),
    path("orders/take-next/", views.order_take_next, name="order-take-next"),
    path("orders/<int:order_id>/", views.order_page, name="order-page"),
    path("orders/<int:order_id>/snooze/", deed_views.order_snooze, name="order-snooze"),
    path("orders/<int:order_id>/hand-over/", deed_views.order_hand_over, name="order-hand-over"),
    path("orders/<int:order_id>/undo/<str:token>/", deed_views.order_undo, name="order-undo"),
    path("orders/<int:order_id>/comment/", deed_views.order_comment, name="order-comment"),
    path("orders/<int:order_id>/revise/", views.order_revise, name="order-revise"),
    path("orders/<int:order_id>/move/<str:move>/", deed_views.order_move, name="order-move"),
]

from django.urls import path

from renewals.client_links import public_views, rule_views, views

ANSWERS = "answers/<str:secret>/"
REQUEST = "client-requests/<int:client_request_id>/"

urlpatterns = [
    path(ANSWERS, public_views.answers, name="answers"),
    path(f"{ANSWERS}code/", public_views.answers_code, name="answers-code"),
    path(f"{ANSWERS}enter/", public_views.answers_enter, name="answers-enter"),
    path(f"{ANSWERS}save/", public_views.answers_save, name="answers-save"),
    path(f"{ANSWERS}items/<int:asked_item_id>/", public_views.answers_item, name="answers-item"),
    path(
        f"{ANSWERS}files/<int:sent_file_id>/remove/",
        public_views.answers_upload_remove,
        name="answers-upload-remove",
    ),
    path(f"{ANSWERS}again/", public_views.answers_again, name="answers-again"),
    path("placements/<int:placement_id>/ask/", views.client_ask, name="client-ask"),
    path(REQUEST, views.client_request, name="client-request"),
    path(f"{REQUEST}link/", views.client_request_link, name="client-request-link"),
    path(f"{REQUEST}withdraw/", views.client_request_withdraw, name="client-request-withdraw"),
    path(f"{REQUEST}accept/", views.client_request_accept, name="client-request-accept"),
    path("client-request-items/<int:request_item_id>/", views.asked_item, name="asked-item"),
    path("client-uploads/<int:request_upload_id>/", views.client_upload, name="client-upload"),
    *rule_views.CHASER_RULES.urls(),
]

from django.urls import path

from renewals.quotes import views

urlpatterns = [
    path(
        "placements/<int:placement_id>/compare/", views.placement_compare, name="placement-compare"
    ),
    path("submissions/<int:submission_id>/quotes/new/", views.quote_new, name="quote-new"),
    path("quotes/<int:quote_id>/", views.quote_page, name="quote-page"),
    path("quotes/<int:quote_id>/edit/", views.quote_edit, name="quote-edit"),
    path("quotes/<int:quote_id>/withdraw/", views.quote_withdraw, name="quote-withdraw"),
    path("quotes/<int:quote_id>/clear/", views.quote_clear, name="quote-clear"),
    path("quotes/<int:quote_id>/owe/", views.quote_owe, name="quote-owe"),
    path("quotes/<int:quote_id>/extend/", views.quote_extend, name="quote-extend"),
]

from django.urls import path

from renewals.surplus import rule_views, views

urlpatterns = [
    path(
        "placements/<int:placement_id>/surplus/", views.placement_surplus, name="placement-surplus"
    ),
    path("placements/<int:placement_id>/surplus/keep/", views.search_keep, name="search-keep"),
    path("searches/<int:search_id>/affirm/", views.search_affirm, name="search-affirm"),
    path("searches/<int:search_id>/disclosure/", views.search_disclosure, name="search-disclosure"),
    path("renewals/export-list/import/", views.export_list_import, name="export-list-import"),
    *rule_views.EXPORT_LIST.urls(),
]

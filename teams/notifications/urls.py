from django.urls import path

from teams.notifications import views

urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/settings/", views.notice_settings, name="notice-settings"),
    path("notices/read/", views.notices_read, name="notices-read"),
]

from django.urls import path

from teams.people import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("appearance/", views.appearance, name="appearance"),
    path("teams/", views.team_list, name="team-list"),
]

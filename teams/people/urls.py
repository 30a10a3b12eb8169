from django.urls import path

from teams.people import views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("appearance/", views.appearance, name="appearance"),
    path("password/", views.password_change, name="password-change"),
    path("password/<str:uidb64>/<str:token>/", views.password_set, name="password-set"),
    path("teams/", views.team_list, name="team-list"),
    path("teams/new/", views.team_edit, name="team-new"),
    path("teams/<int:team_id>/edit/", views.team_edit, name="team-edit"),
    path("teams/people/new/", views.person_edit, name="person-new"),
    path("teams/people/<int:person_id>/edit/", views.person_edit, name="person-edit"),
    path("teams/people/<int:person_id>/invite/", views.person_invite, name="person-invite"),
]

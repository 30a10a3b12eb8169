from django.urls import path

from teams.development import rule_views, views
from teams.house.rulebook import house_rule

house_rule(
    "People", "Licenses and continuing education", "credential-list", "people.manage",
    "The hours that each kind of license asks for, and who has earned them.",
)  # fmt: skip

urlpatterns = [
    *rule_views.ALERTS.urls(),
    path("teams/people/<int:person_id>/", views.person_page, name="person-page"),
    path("teams/people/<int:person_id>/new/<slug:held>/", views.credential_new,
         name="credential-new"),
    path("teams/me/course/", views.course_new, name="course-new"),
    path("teams/credentials/", views.credential_list, name="credential-list"),
    path("teams/credentials/<slug:held>/<int:held_id>/", views.credential_edit,
         name="credential-edit"),
    path("teams/education/new/", views.education_rule, name="education-rule-new"),
    path("teams/education/<int:education_id>/", views.education_rule, name="education-rule"),
    path("teams/feed/", views.feed, name="team-feed"),
    path("teams/feed/new/", views.bulletin_new, name="bulletin-new"),
    path("teams/feed/<int:bulletin_id>/read/", views.bulletin_read, name="bulletin-read"),
    path("teams/feed/<int:bulletin_id>/readers/", views.bulletin_readers,
         name="bulletin-readers"),
]  # fmt: skip

from renewals.underlying import rule_views

urlpatterns = rule_views.UNDERLYING_RULES.urls()

from accounts.loss_runs import rule_views

urlpatterns = rule_views.LOSS_RUN_RULES.urls()

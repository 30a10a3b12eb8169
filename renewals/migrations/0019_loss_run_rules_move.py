"""The rule of loss runs moves to the files it is for; rows that were changed come along."""

from django.db import migrations

COLUMNS = "version, from_on, until_on, stale_days, years, source, note"


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0029_loss_run_rules"),
        ("renewals", "0018_alert_rules"),
    ]

    operations = [
        migrations.RunSQL(
            f"INSERT INTO accounts_lossrunrule ({COLUMNS}) SELECT {COLUMNS} FROM renewals_lossrunrule",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="lossrunruleevent", name="pgh_obj"),
        migrations.RemoveField(model_name="lossrunruleevent", name="pgh_context"),
        migrations.DeleteModel(name="LossRunRule"),
        migrations.DeleteModel(name="LossRunRuleEvent"),
    ]

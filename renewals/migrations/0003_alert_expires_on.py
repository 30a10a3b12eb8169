from datetime import date

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("renewals", "0002_initial"), ("accounts", "0003_activities")]
    operations = [
        migrations.RemoveConstraint(model_name="expirationalert", name="alert_told_once"),
        migrations.AddField(
            model_name="expirationalert",
            name="expires_on",
            field=models.DateField(default=date(2000, 1, 1)),
            preserve_default=False,
        ),
        migrations.RunSQL(
            """UPDATE renewals_expirationalert alert SET expires_on = term.expires_on
               FROM accounts_policyterm term
               WHERE term.id = alert.term_id AND term.expires_on IS NOT NULL""",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="expirationalert",
            constraint=models.UniqueConstraint(
                fields=("term", "expires_on", "days_before"), name="alert_told_once"
            ),
        ),
    ]

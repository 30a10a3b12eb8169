import django.contrib.postgres.fields
from django.db import migrations, models

# A fact counted in the month of its close, and a share had the clients its facts are of. Rows that
# are only ever added are filled in with their triggers at rest.
FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE reports_productionfact DISABLE TRIGGER USER;
ALTER TABLE reports_productionshare DISABLE TRIGGER USER;
UPDATE reports_productionfact fact SET month = closed.month
  FROM reports_monthclose closed WHERE closed.id = fact.close_id;
UPDATE reports_productionshare share SET clients = found.clients
  FROM (SELECT share_id, array_agg(DISTINCT client_id) AS clients
          FROM reports_productionfact GROUP BY share_id) AS found
 WHERE found.share_id = share.id;
ALTER TABLE reports_productionfact ENABLE TRIGGER USER;
ALTER TABLE reports_productionshare ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_shares"),
    ]

    operations = [
        migrations.AddField(
            model_name="productionfact",
            name="month",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="productionshare",
            name="clients",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="productionfact",
            name="month",
            field=models.DateField(),
        ),
    ]

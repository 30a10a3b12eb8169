from django.db import migrations

from renewals.expirations.catalogue import load


def forwards(apps, schema_editor):
    load(apps)


class Migration(migrations.Migration):
    dependencies = [("renewals", "0002_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

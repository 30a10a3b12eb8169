from django.db import migrations

from teams.calendar.catalogue import load


def forwards(apps, schema_editor):
    load(apps)


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]

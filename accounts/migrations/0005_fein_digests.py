"""Give the FEINs that are in the book their digests."""

from django.db import migrations


def fill(apps, schema_editor):
    """Saving sets the digest; the fields' own rule makes it."""
    for client in apps.get_model("accounts", "Client").objects.exclude(fein="").iterator():
        client.save(update_fields=["fein_digest"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_profile")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""The schema and, in an empty book, the demo: one program, since Django takes a second to load."""

import os
import sys

import django
from django.core.management import CommandError, call_command


def main() -> None:
    """Migrate, then fill an empty book; `STEWARD_DEMO=0` makes its people only."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    people_only = os.environ.get("STEWARD_DEMO") == "0"
    try:
        call_command("migrate", verbosity=0)
        call_command("demo_book", if_empty=True, people_only=people_only)
    except CommandError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()

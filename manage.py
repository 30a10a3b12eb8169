#!/usr/bin/env python
"""Run a Django command, with a database behind it."""

import os
import sys

NEEDS_NO_DATABASE = {"help", "version", "collectstatic", "diffsettings"}


def main() -> None:
    """Bring up the embedded servers where none are named, then hand over to Django."""
    from django.core.management import execute_from_command_line

    from config import embedded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    asks_for_help = len(sys.argv) < 2 or {"--help", "-h", "--version"} & set(sys.argv)
    if not asks_for_help and sys.argv[1] not in NEEDS_NO_DATABASE:
        embedded.provide()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

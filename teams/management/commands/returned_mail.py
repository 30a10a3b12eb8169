"""`manage.py returned_mail [FILE…]`: take in what mail servers say of e-mails that came back."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.lib.errors import DomainError
from teams.notifications.returned import read_report
from teams.notifications.services import record_bounce


class Command(BaseCommand):
    help = (
        "Record the e-mail that a mail server returned; each FILE is one message, without any "
        "it is read from standard input, as a mail server pipes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        messages = [file.read_bytes() for file in files] or [sys.stdin.buffer.read()]
        refused = []
        for data in messages:
            try:
                report = read_report(data)
                bounce = record_bounce(
                    message_id=report.message_id, reason=report.reason, lasting=report.lasting
                )
            except DomainError as error:
                refused.append(error.message)
            else:
                self.stdout.write(f"{bounce}")
        if refused:
            raise CommandError("\n".join(refused))

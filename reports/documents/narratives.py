"""Writing the words of a document's sections; they are kept and used by the next version too."""

from collections.abc import Mapping

from django.db import transaction

from accounts.clients.models import Client
from config.lib.errors import DomainError
from reports.documents.models import Narrative
from reports.documents.registry import Kind
from teams.people.models import User

LONGEST = 6000


@transaction.atomic
def write_narratives(
    *, client: Client, kind: Kind, texts: Mapping[str, tuple[str, int]], by: User
) -> int:
    """Keep what is written: section → (text, version it was opened with, 0 for none yet).

    Says how many sections changed. Raises DomainError for a section the kind does not have, a
    text too long, or one that somebody else changed in between; then nothing is changed.
    """
    known = dict(kind.sections)
    rows = {row.section: row for row in Narrative.objects.filter(client=client, kind=kind.name)}
    changed = 0
    for section, (text, version) in texts.items():
        if section not in known:
            raise DomainError(f"{kind.label} has no section “{section[:40]}”.")
        text = text.strip().replace("\r\n", "\n")
        if len(text) > LONGEST:
            raise DomainError(f"{known[section]}: at most {LONGEST:,} letters.", section)
        row = rows.get(section)
        if text == (row.text if row else ""):
            continue
        if (row.version if row else 0) != version:
            raise DomainError(
                f"{known[section]}: somebody else wrote there since you opened it. It now says: "
                f"“{row.text if row else ''}”. Copy what you want to keep, and save again.",
                section,
            )
        if row:
            row.text = text
            row.save_version(version, ["text"])
        else:
            Narrative.objects.create(client=client, kind=kind.name, section=section, text=text)
        changed += 1
    return changed

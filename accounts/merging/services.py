"""Two records of one client become one."""

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.activities.services import log_event
from accounts.clients.models import Client
from accounts.insureds.models import ClientRelation
from accounts.insureds.rules import is_above
from accounts.overviews.models import Overview
from accounts.service_plans import merging as service_plans
from config.lib.errors import DomainError
from config.lib.triggers import allow_merge
from teams.history.tracking import is_history_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from teams.people.models import User

CHOSEN = (
    "name", "dba", "entity_type", "tier", "fein", "naics", "started_year", "street", "city",
    "state", "zip", "phone", "email", "website", "operations",
)  # fmt: skip


def belongings(client: Client) -> "Iterator[tuple[models.Field, models.QuerySet]]":
    """For each relation onto clients: its field and the rows that point at `client`."""
    for relation in Client._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        model: Any = relation.related_model
        if not is_history_model(model):
            field = relation.field  # type: ignore[union-attr]
            yield field, model._base_manager.filter(**{field.name: client.pk}).order_by()


def what_moves(client: Client) -> list[tuple[str, int]]:
    """What would leave `client` for another: the words and the number, none left out."""
    counts: dict[str, int] = {}
    for field, rows in belongings(client):
        words = str(field.model._meta.verbose_name_plural)
        counts[words] = counts.get(words, 0) + rows.count()
    return sorted((words.capitalize(), n) for words, n in counts.items() if n)


def check_pair(kept: Client, gone: Client) -> None:
    """Raises DomainError unless the two may become one."""
    if kept.pk == gone.pk:
        raise DomainError("A client cannot be merged with itself; choose the other record.")
    if kept.merged_into_id or gone.merged_into_id:
        raise DomainError("One of these was merged already.")


@transaction.atomic
def merge_clients(*, kept: Client, gone: Client, take: set[str], by: "User") -> Client:
    """Move everything from `gone` to `kept`, which takes the fields named in `take` from it.

    `gone` stays as a record that leads to `kept`. Raises DomainError for a client and itself,
    one merged already, one `by` does not see, and rows that cannot both belong to one client;
    then nothing is changed.
    """
    check_pair(kept, gone)
    pair = [kept.pk, gone.pk]
    seen = Client.objects.visible_to(by).filter(pk__in=pair).order_by("pk")
    rows = {client.pk: client for client in seen.select_for_update(of=("self",))}
    if len(rows) != 2:
        raise DomainError("You see only one of these clients.")
    kept, gone = rows[kept.pk], rows[gone.pk]
    _make_room(kept, gone)
    moved = what_moves(gone)
    try:
        with transaction.atomic(), allow_merge(gone.pk, kept.pk):
            for field, owned in belongings(gone):
                owned.update(**{field.name: kept.pk})
    except IntegrityError as error:
        raise DomainError(
            "Both records have something that can be there only once; remove it from one."
        ) from error
    if _stands_above_itself(kept.pk):
        raise DomainError("Merged, this client would stand above its own parent; part them first.")
    for name in take & set(CHOSEN):
        setattr(kept, name, getattr(gone, name))
    kept.version += 1
    kept.save()
    gone.merged_into, gone.merged_at = kept, timezone.now()
    gone.version += 1
    gone.save()
    words = "; ".join(f"{name}: {n}" for name, n in moved)
    log_event(client=kept, subject=f"Merged with {gone.code} {gone}", text=words, by=by)
    return kept


def _make_room(kept: Client, gone: Client) -> None:
    """Settle what two records may have and one may not."""
    held = {(t.number, t.effective_on) for t in kept.terms.all()}
    for term in gone.terms.all():
        if (term.number, term.effective_on) in held:
            raise DomainError(
                f"Both have policy {term.number} effective {term.effective_on:%m/%d/%Y}; "
                "remove one of the two first."
            )
    today = timezone.localdate()
    roles = set(kept.assignments.current().values_list("role", flat=True))
    for row in gone.assignments.current().filter(role__in=roles):
        row.until_on = max(today, row.from_on)
        row.save(update_fields=["until_on"])
    if kept.contacts.filter(primary=True).exists():
        for contact in gone.contacts.filter(primary=True):
            contact.primary = False
            contact.save_version(contact.version, ["primary"])
    _make_room_for_relations(kept, gone)
    service_plans.make_room(kept, gone)
    years = list(Overview.objects.filter(client=kept).values_list("year", flat=True))
    Overview.objects.filter(client=gone, year__in=years).delete()


def _make_room_for_relations(kept: Client, gone: Client) -> None:
    parents = ClientRelation.objects.parent_ids()
    for row in [*gone.relations.all(), *gone.relations_of.all()]:
        client_id = kept.pk if row.client_id == gone.pk else row.client_id
        other_id = kept.pk if row.other_id == gone.pk else row.other_id
        same = ClientRelation.objects.filter(client=client_id, other=other_id, kind=row.kind)
        second = row.kind == "parent" and other_id == kept.pk and kept.pk in parents
        if client_id == other_id or same.exists() or second:
            row.delete()


def _stands_above_itself(client_id: int) -> bool:
    parents = ClientRelation.objects.parent_ids()
    parent = parents.get(client_id)
    return parent is not None and is_above(client_id, parent, parents)

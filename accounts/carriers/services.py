"""Other names under which systems know companies and lines."""

from typing import TYPE_CHECKING

from django.db import models, transaction

from accounts.carriers.models import WritingCompany, WritingCompanyAlias
from accounts.policies.models import LineAlias, LineOfBusiness
from config.lib.errors import DomainError

if TYPE_CHECKING:
    from teams.people.models import User


@transaction.atomic
def change_company_alias(*, company: WritingCompany, alias: str, move: str, by: "User") -> None:
    """`move` add or remove. Raises DomainError for an alias that is taken or unknown."""
    _change(WritingCompanyAlias.objects.all(), {"company": company}, alias.strip(), move)


@transaction.atomic
def change_line_alias(*, line: LineOfBusiness, alias: str, move: str, by: "User") -> None:
    """`move` add or remove; imports read an alias in capitals. Raises DomainError as above."""
    _change(LineAlias.objects.all(), {"line": line}, alias.strip().upper(), move)


def _change(rows: models.QuerySet, of: dict[str, models.Model], alias: str, move: str) -> None:
    (owner,) = of.values()
    found = rows.filter(alias__iexact=alias).first()
    if move == "remove":
        gone, _ = rows.filter(**of, alias__iexact=alias).delete()
        if not gone:
            raise DomainError(f"{owner} has no alias “{alias}”.", "alias")
    elif found:
        (name,) = of
        raise DomainError(f"“{alias}” is already an alias of {getattr(found, name)}.", "alias")
    else:
        rows.create(**of, alias=alias)

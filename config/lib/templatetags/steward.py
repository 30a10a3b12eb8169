"""Template filters and tags that every page may use."""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags import lucide as icons

register = template.Library()

# A page shows some twenty icons out of a few hundred; drawing them was a quarter of its work.
register.simple_tag(lru_cache(maxsize=2048)(icons.lucide), name="lucide")


@register.filter
def money(amount: Decimal | None) -> str | SafeString:
    """Dollars with cents; negatives in parentheses, red, with a minus for screen readers."""
    if amount is None or amount == "":
        return ""
    amount = Decimal(amount)
    text = f"{abs(amount):,.2f}"
    if amount < 0:
        return format_html(
            '<span class="neg"><span class="visually-hidden">minus </span>({})</span>', text
        )
    return text


@register.filter
def money_plain(amount: Decimal | None) -> str:
    """Dollars with cents as plain text; negatives in parentheses."""
    if amount is None or amount == "":
        return ""
    text = f"{abs(Decimal(amount)):,.2f}"
    return f"({text})" if Decimal(amount) < 0 else text


@register.filter
def text_money(text: str | None) -> str:
    """Dollars with cents from an amount that is kept as text."""
    return money_plain(Decimal(text)) if text else ""


@register.filter
def percent(rate: Decimal | None) -> str:
    """A rate without the zeros behind it: `12.5 %`."""
    return "" if rate is None else f"{Decimal(rate).normalize():f} %"


@register.filter
def plain_amount(value: Any) -> str:
    """What stands in an input for an amount: as typed, else with cents."""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value or "")


@register.filter
def dollars(amount: Decimal | None) -> str:
    """Whole dollars for tiles and charts."""
    return "" if amount is None else f"{amount:,.0f}"


@register.filter
def us_date(day: date | None) -> str:
    """A date as the office writes it."""
    return day.strftime("%m/%d/%Y") if day else ""


@register.filter
def days_from(day: date | None, on: date) -> int | str:
    """Days from `on` to `day`; negative when it is past."""
    return (day - on).days if day else ""


@register.filter
def yours(words: str) -> str:
    """What is said of somebody, “the clients of their teams”, as it is said to them."""
    return str(words).replace("their ", "your ")


@register.filter
def holds(user: Any, rule: str) -> bool:
    """Whether the signed-in person's role grants `rule`."""
    return user.may(rule)


@register.filter
def marked(snippet: str) -> SafeString:
    """A found place of a text, its words between the marks \\x02 and \\x03 made visible."""
    text = escape(snippet).replace("\x02", "<mark>").replace("\x03", "</mark>")
    return mark_safe(text)  # noqa: S308


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """The value under a key that a template cannot spell, such as one with a dot."""
    return mapping.get(key, "")

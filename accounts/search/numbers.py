"""Finding policies, invoices and orders by number, and people by name."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import BooleanField, Case, F, Q, Value, When
from django.urls import reverse

from accounts.orders.models import ServiceOrder
from accounts.policies.models import PolicyTerm
from accounts.receivables.models import Invoice
from accounts.search.finders import Found, Question, finder
from config.lib.folding import LettersAndDigits, letters_and_digits
from teams.people.models import User

LARGEST_ID = 2**63 - 1


def _has_digit(text: str) -> bool:
    return any(c.isascii() and c.isdigit() for c in text)


@finder("Policies", order=20, rule="policies.view")
def policies(user: User, asked: Question, limit: int) -> list[Found]:
    """Terms whose number has what was typed in it, punctuation aside; the exact one first, the
    latest term of a number before the earlier ones."""
    if not _has_digit(asked.text) or len(asked.bare) < 3:
        return []
    whole = Case(
        When(bare=asked.bare, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    begins = Case(
        When(bare__startswith=asked.bare, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    terms = (
        PolicyTerm.objects.visible_to(user)
        .annotate(bare=LettersAndDigits(F("number")))
        .filter(bare__contains=asked.bare)
        .annotate(whole=whole, begins=begins)
        .select_related("client", "policy__line")
        .order_by("-whole", "-begins", "number", "-effective_on", "-pk")[:limit]
    )
    return [
        Found(
            t.number, f"{t.policy.line} · {t.client}", reverse("term-page", args=[t.pk]),
            "policy number", letters_and_digits(t.number) == asked.bare,
        )
        for t in terms
    ]  # fmt: skip


@finder("Invoices", order=30, rule="receivables.view")
def invoices(user: User, asked: Question, limit: int) -> list[Found]:
    """Invoices whose number begins with what was typed; the word “invoice” may stand before."""
    number = asked.text.upper().removeprefix("INVOICE").strip(" #")
    if not _has_digit(number) or not number.replace("-", "").isalnum():
        return []
    rows = (
        Invoice.objects.visible_to(user)
        .filter(number__startswith=number)
        .select_related("client")
        .order_by("number", "pk")[:limit]
    )
    return [
        Found(f"Invoice {i.number}", str(i.client), i.get_absolute_url(), "", i.number == number)
        for i in rows
    ]


@finder("Orders", order=40, rule="orders.view")
def orders(user: User, asked: Question, limit: int) -> list[Found]:
    """The order of exactly this number; the word “order” may stand before."""
    said = asked.text.upper().removeprefix("ORDER")
    number = said.strip(" #")
    if not number.isascii() or not number.isdigit() or int(number[:20]) > LARGEST_ID:
        return []
    found = ServiceOrder.objects.visible_to(user).with_names().filter(pk=int(number))
    sure = said != asked.text.upper()
    return [
        Found(str(o), f"{o.client} · {o.get_state_display()}", o.get_absolute_url(), "", sure)
        for o in found
    ]


@finder("People", order=50, rule="people.view")
def people(user: User, asked: Question, limit: int) -> list[Found]:
    """Colleagues by name, a slip allowed, or by e-mail address; all of them are few."""
    name = asked.text
    near = TrigramWordSimilarity(name, "name")
    found = (
        User.objects.visible_to(user)
        .active()
        .annotate(near=near)
        .filter(Q(name__icontains=name) | Q(near__gte=Value(0.6)) | Q(email__istartswith=name))
        .order_by("-near", "name", "pk")[:limit]
    )
    return [Found(p.name, p.get_role_display(), reverse("team-list")) for p in found]

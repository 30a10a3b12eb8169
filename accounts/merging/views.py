"""The page on which two records of one client become one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.clients.frame import visible_client
from accounts.clients.models import Client
from accounts.merging.services import CHOSEN, check_pair, merge_clients, what_moves
from config.lib.errors import DomainError
from teams.access.views import requires


@requires("clients.assign")
def client_merge(request: HttpRequest, client_id: int) -> HttpResponse:
    """Choose the other record, look at both side by side, then merge."""
    kept = visible_client(request, client_id)
    code = (request.POST.get("other") or request.GET.get("other") or "").strip()
    context: dict[str, object] = {"client": kept, "code": code, "problem": ""}
    if code or request.method == "POST":
        try:
            gone = _other(request, code)
            check_pair(kept, gone)
            if request.method == "POST":
                take = {name for name in CHOSEN if request.POST.get(name) == "gone"}
                merge_clients(kept=kept, gone=gone, take=take, by=request.user)
                messages.success(request, f"{gone.code} was merged into {kept}.")
                return redirect(kept)
            context |= {
                "gone": gone,
                "moves": what_moves(gone),
                "fields": _side_by_side(kept, gone),
            }
        except DomainError as error:
            context["problem"] = error.message
    status = 422 if context["problem"] else 200
    return render(request, "clients/merge.html", context, status=status)


def _other(request: HttpRequest, code: str) -> Client:
    found = list(Client.objects.visible_to(request.user).filter(code__iexact=code)[:2])
    if len(found) != 1:
        raise DomainError(f"You see no single client with the code “{code}”.")
    return found[0]


def _side_by_side(kept: Client, gone: Client) -> list[dict[str, object]]:
    """The fields in which the two differ; an empty one gives way to the other."""
    found = []
    for name in CHOSEN:
        ours, theirs = getattr(kept, name), getattr(gone, name)
        if ours == theirs or not theirs:
            continue
        label = Client._meta.get_field(name).verbose_name
        if name == "fein":
            mine, other = kept.fein_masked, gone.fein_masked
        elif name == "entity_type":
            mine, other = kept.get_entity_type_display(), gone.get_entity_type_display()
        else:
            mine, other = ours, theirs
        found.append({"name": name, "label": label, "kept": mine, "gone": other, "empty": not ours})
    return found

"""Rules that are data: everybody reads them, managers keep them, dated rows follow each other."""

from datetime import date

import pytest

from accounts.models import (
    BundleItem,
    DeskLimit,
    EscalationRule,
    FollowUpOutcome,
    OrderBundle,
    OrderType,
    WriteOffLimit,
)
from accounts.orders.skills import set_skills
from config.lib.errors import DomainError
from renewals.models import AlertRule

JUNE = date(2026, 6, 1)


def kind(**changes):
    return {
        "name": "Bond request", "turnaround_hours": "24", "effort_minutes": "40", "chase_days": "",
        "licensed_only": "on", "hint": "", "active": "on", "version": "1", **changes,
    }  # fmt: skip


def test_a_manager_adds_a_kind_of_order_with_its_questions_and_steps(cast, sign_in):
    browser = sign_in(cast.max)
    added = browser.post("/orders/kinds/add/", kind())
    bond = OrderType.objects.get(code="bond-request")
    assert added["Location"] == f"/orders/kinds/{bond.pk}/"
    assert (bond.turnaround_hours, bond.licensed_only) == (24, True)
    question = {"label": "Which bond", "kind": "choice", "choices": "Bid", "required": "on",
                "rank": "0", "active": "on", "version": "1"}  # fmt: skip
    where = f"/orders/kinds/{bond.pk}/questions/add/"
    refused = browser.post(where, question)
    assert refused.status_code == 422
    assert "at least two choices" in refused.content.decode()
    browser.post(where, question | {"choices": "Bid, Performance"})
    step = {"label": "Bond sent", "required": "on", "evidence": "file", "rank": "0",
            "active": "on", "version": "1"}  # fmt: skip
    browser.post(f"/orders/kinds/{bond.pk}/checklist/add/", step)
    page = browser.get(f"/orders/kinds/{bond.pk}/").content.decode()
    for words in ("Which bond", "Bid, Performance", "Bond sent", "A file of the order"):
        assert words in page
    assert "3 business days" in browser.get("/orders/kinds/").content.decode()


def test_two_kinds_of_one_name_keep_their_codes_apart(cast, sign_in):
    browser = sign_in(cast.max)
    for _ in range(2):
        browser.post("/orders/kinds/add/", kind())
    codes = OrderType.objects.filter(name="Bond request").values_list("code", flat=True)
    assert set(codes) == {"bond-request", "bond-request-2"}


def test_a_new_desk_limit_ends_the_one_before_and_waits_for_its_day(cast, sign_in):
    before = DeskLimit.objects.get(role="client_administrator")
    limit = {"role": "client_administrator", "hours": "9", "from_on": "2026-06-01",
             "until_on": "", "note": "", "version": "1"}  # fmt: skip
    browser = sign_in(cast.max)
    assert browser.post("/orders/desk-limits/add/", limit).status_code == 302
    before.refresh_from_db()
    assert before.until_on == JUNE
    hours = DeskLimit.objects.hours_of
    assert hours("client_administrator", date(2026, 5, 31)) == before.hours
    assert hours("client_administrator", JUNE) == 9
    again = browser.post("/orders/desk-limits/add/", limit | {"from_on": "2026-01-01"})
    assert again.status_code == 422
    assert "Another row begins on 06/01/2026" in again.content.decode()
    before.refresh_from_db()
    assert before.until_on == JUNE, "what a refused row would have ended stays as it was"


def test_a_threshold_changes_from_a_day_on_and_keeps_its_unit(cast, sign_in):
    rule = EscalationRule.objects.get(code="order-untouched")
    form = {"code": "order-untouched", "threshold": "4", "gather_above": "5", "director_after": "8",
            "active": "on",
            "from_on": "2026-06-01", "until_on": "", "note": "", "version": "1"}  # fmt: skip
    browser = sign_in(cast.max)
    page = browser.get(f"/escalations/rules/add/?like={rule.pk}").content.decode()
    assert 'value="8"' in page
    assert browser.post("/escalations/rules/add/", form).status_code == 302
    now = EscalationRule.objects.in_force(JUNE)["order-untouched"]
    assert (now.threshold, now.unit) == (4, "business hours")


@pytest.mark.parametrize(
    ("where", "row"),
    [
        ("/write-offs/limits/add/", {"role": "manager", "alone": "25", "approves": "2000"}),
        ("/expirations/alerts/add/", {"days_before": "90"}),
        ("/teams/credentials/alerts/add/", {"days_before": "60"}),
    ],
)
def test_limits_and_alerts_change_from_a_day_on(cast, sign_in, where, row):
    form = row | {"from_on": "2026-06-01", "until_on": "", "note": "", "version": "1"}
    browser = sign_in(cast.dora)
    assert browser.post(where, form).status_code == 302
    again = browser.post(where, form)
    assert again.status_code == 422
    assert "Another row begins on 06/01/2026" in again.content.decode()
    assert WriteOffLimit.objects.of("manager", date(2026, 5, 31))[1] == 1000
    assert AlertRule.objects.days_in_force(JUNE) == [30, 60, 90, 120]


def test_nonsense_in_a_limit_or_an_alert_is_said_at_its_field(cast, sign_in):
    browser = sign_in(cast.dora)
    rest = {"from_on": "2026-06-01", "until_on": "", "note": "", "version": "1"}
    limit = {"role": "manager", "alone": "-1", "approves": "5"} | rest
    assert "zero or more" in browser.post("/write-offs/limits/add/", limit).content.decode()
    alert = browser.post("/expirations/alerts/add/", {"days_before": "0"} | rest)
    assert "greater than or equal to 1" in alert.content.decode()


def test_an_outcome_starts_a_step_no_sooner_than_the_next_day(cast, sign_in):
    form = {"name": "Voice mail", "kind": "", "success": "", "needs_text": "on", "next_kind": "",
            "next_subject": "Call again", "next_days": "0", "rank": "5", "active": "on",
            "version": "1"}  # fmt: skip
    browser = sign_in(cast.dora)
    refused = browser.post("/follow-ups/outcomes/add/", form)
    assert refused.status_code == 422
    assert "at least one business day later" in refused.content.decode()
    browser.post("/follow-ups/outcomes/add/", form | {"next_days": "2"})
    made = FollowUpOutcome.objects.get(code="voice-mail")
    assert (made.next_days, made.needs_text) == (2, True)


def test_a_bundle_gives_orders_or_follow_ups_never_half_of_each(cast, sign_in):
    bundle = OrderBundle.objects.get(code="renewal-bind")
    where = f"/orders/bundles/{bundle.pk}/items/add/"
    item = {"type": "", "follow_up": "Ask for the policy", "follow_up_days": "",
            "instructions": "", "rank": "9", "version": "1"}  # fmt: skip
    browser = sign_in(cast.max)
    assert "after how many business days" in browser.post(where, item).content.decode()
    browser.post(where, item | {"follow_up_days": "30"})
    made = BundleItem.objects.get(follow_up="Ask for the policy")
    browser.post(f"/orders/bundles/items/{made.pk}/remove/")
    assert not BundleItem.objects.filter(pk=made.pk).exists()


def test_skills_are_set_by_managers_and_two_of_them_do_not_overwrite_each_other(cast, sign_in):
    browser, bond = sign_in(cast.max), OrderType.objects.get(code="binder")
    where = f"/orders/kinds/{bond.pk}/people/"
    browser.post(where, {"people": [cast.ben.pk], "version": bond.version})
    assert [skill.user for skill in bond.skills.all()] == [cast.ben]
    stale = browser.post(where, {"people": [cast.bea.pk], "version": bond.version})
    assert "Somebody else saved" in stale.content.decode()
    assert [skill.user for skill in bond.skills.all()] == [cast.ben]
    bond.refresh_from_db()
    with pytest.raises(DomainError, match="does not work orders"):
        set_skills(type=bond, people=[cast.ana], by=cast.max, version=bond.version)


def test_everybody_reads_the_house_rules_and_only_who_keeps_them_is_led_to_forms(cast, sign_in):
    browser = sign_in(cast.ben)
    hub = browser.get("/house-rules/").content.decode()
    for title in ("Kinds of orders", "Escalation rules", "Notice rules", "Placement templates"):
        assert title in hub
    page = browser.get("/orders/kinds/").content.decode()
    assert "Issue binder" in page
    assert "/orders/kinds/add/" not in page
    assert browser.get("/orders/kinds/add/").status_code == 403

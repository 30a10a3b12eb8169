"""The samples' books give exactly the production of their control files, month by month."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from config.lib.dates import add_months
from reports.production.figures import figures
from reports.production.querysets import months_with_production

SAMPLES = Path(__file__).parent.parent / "samples"


@pytest.mark.parametrize("name", ["epic", "ams360", "epic-as-exported"])
def test_production_by_month_and_kind_ties_to_the_file_and_every_month_ties_to_the_book(name, cast):
    folder = SAMPLES / name
    control = json.loads(next(folder.glob("*-control.json")).read_text(encoding="utf-8"))
    call_command("import_book", *sorted(str(file) for file in folder.glob("*.csv")), verbosity=0)
    month, last = months_with_production(cast.dora)
    made = {}
    while month <= last:
        found = figures(cast.dora, month)
        assert found.identity.holds, (month, found.identity)
        kinds = {
            kind: {
                "count": sums.count,
                "premium": str(sums.premium),
                "commission": str(sums.commission),
            }
            for kind, _, sums, *_ in found.kinds
            if sums.count
        }
        if kinds:
            made[f"{month:%Y-%m}"] = kinds
        month = add_months(month, 1)
    assert made == control["production_by_month"]

"""Every section of a client's page in a browser: readable, reachable and without a fault."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import make_client, make_term

pytestmark = pytest.mark.slow

SECTIONS = (
    "",
    "profile/",
    "team/",
    "policies/",
    "certificates/",
    "service/",
    "money/",
    "renewals/",
    "files/",
    "timeline/",
)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_every_section_of_a_client_is_accessible_and_fits(live_cast, desk, width, scheme):
    client = make_client(live_cast, "Harbor Bakery Inc.", phone="(415) 555-0142")
    make_term(client)
    page = desk(live_cast.ana, viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = {}
    for address in SECTIONS:
        answer = page.goto(f"/clients/{client.pk}/{address}")
        assert answer.status == 200, address
        page.wait_for_load_state("networkidle")
        broken = [violation["id"] for violation in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
            broken.append("scrolls sideways")
        if broken:
            found[address] = broken
    assert found == {}
    assert page.faults == []

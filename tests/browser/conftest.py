"""A real browser on a live server, with a real worker behind it."""

import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from config.setup.system import browser_path

# The browser's driver runs an event loop in this thread; the tests themselves are synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    path = browser_path()
    return {
        **browser_type_launch_args,
        **({"executable_path": str(path)} if path else {}),
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-sync"],
    }


@pytest.fixture
def clock(settings):
    """The day of the house; `clock.at(month, day)` moves it on, in 2026 unless said."""
    settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600

    def morning(month, day, year=2026):
        return datetime(year, month, day, 9, tzinfo=ZoneInfo("America/Los_Angeles"))

    with time_machine.travel(morning(2, 2)) as travelled:
        travelled.at = lambda *day: travelled.move_to(morning(*day))
        yield travelled


@pytest.fixture
def desk(live_server, live_cast, new_context):
    """Opens a signed-in page for a person of the cast: `desk(cast.ana)`."""

    def sit_down(user, **options):
        context = new_context(base_url=live_server.url, **options)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda message: message.type == "error" and page.faults.append(message.text),
        )
        page.goto("/login/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password").fill("steward-demo")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="My day").wait_for()
        page.wait_for_load_state("networkidle")
        return page

    return sit_down

"""`make run` refuses with a sentence what it cannot do."""

import os
import socket
import subprocess
import sys

import pytest

from config import embedded
from config.setup.runs import claim, holder


def run(home, **environment):
    return subprocess.run(
        [sys.executable, "-m", "config.setup.run"],
        cwd=embedded.ROOT,
        env=os.environ | {"STEWARD_HOME": str(home)} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_second_run_in_the_same_home_is_refused(tmp_path):
    with claim(tmp_path, 8000):
        refused = run(tmp_path)
    assert refused.returncode == 1
    assert "already runs" in refused.stderr


def test_a_taken_port_is_named_with_another_to_try(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run(tmp_path, PORT=str(port))
    assert refused.returncode == 1
    assert f"PORT={port + 1} make run" in refused.stderr


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    refused = run(tmp_path, PORT=port)
    assert refused.returncode == 1
    assert "no port" in refused.stderr


def test_a_home_that_nothing_holds_has_no_holder(tmp_path):
    assert holder(tmp_path) is None
    claim(tmp_path, 8000).close()
    assert holder(tmp_path) is None

"""The embedded PostgreSQL and Redis come up whatever an earlier run left behind."""

import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psutil
import psycopg2
import pytest
import redis

from config import embedded
from config.setup.processes import servers_in


@pytest.fixture
def home():
    """A home that the user whom root runs PostgreSQL as can reach; pytest hides its own."""
    folder = Path(tempfile.mkdtemp(prefix="steward-home-")).resolve()
    yield folder
    embedded.stop(folder)
    shutil.rmtree(folder)


def start(home: Path) -> str:
    return embedded.start_postgres(home / "postgres", fast=True)


def kill(folder: Path, name: str) -> None:
    servers = servers_in(folder, name)
    assert servers, f"no {name} runs in {folder}"
    for server in servers:
        server.kill()
    psutil.wait_procs(servers, timeout=10)
    deadline = time.monotonic() + 10
    while servers_in(folder, name) and time.monotonic() < deadline:
        time.sleep(0.1)


def ask(url: str, question: str):
    parts = urlsplit(url)
    connection = psycopg2.connect(
        host=unquote(parts.hostname), user=parts.username, dbname=parts.path[1:]
    )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def test_rows_outlive_a_killed_postgres(home):
    folder = home / "postgres"
    ask(embedded.start_postgres(folder), "create table kept as select 7 as n")
    kill(folder, "postgres")
    assert ask(embedded.start_postgres(folder), "select n from kept") == 7


@pytest.mark.parametrize("content", ["{other}\n", "\n", "not a pid\n"])
def test_a_pid_file_that_names_another_program_is_seen_through(home, content):
    start(home)
    kill(home / "postgres", "postgres")
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        rest = (home / "postgres" / "postmaster.pid").read_text().split("\n")[1:]
        text = content.format(other=other.pid) + "\n".join(rest)
        (home / "postgres" / "postmaster.pid").write_text(text)
        assert ask(start(home), "select 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_home_with_a_long_name_still_has_a_socket(home):
    deep = home / ("long" * 25)
    try:
        url = start(deep)
        assert ask(url, "select 1") == 1
        assert start(deep) == url
    finally:
        embedded.stop(deep)
    assert not Path(unquote(urlsplit(url).hostname)).exists()


def test_postgres_listens_on_no_network_address(home):
    assert ask(start(home), "show listen_addresses") == ""


def test_two_programs_that_start_at_once_share_one_server(home):
    urls = []
    starts = [threading.Thread(target=lambda: urls.append(start(home))) for _ in range(3)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    assert len(urls) == 3
    assert len(set(urls)) == 1


def test_redis_remembers_its_data_port_and_password_when_killed(home):
    folder = home / "redis"
    url = embedded.start_redis(folder)
    with redis.from_url(url) as client:
        client.set("kept", "7")
    # Redis writes its log to disk every second.
    time.sleep(1.5)
    kill(folder, "redis-server")
    assert embedded.start_redis(folder) == url
    with redis.from_url(url) as client:
        assert client.get("kept") == b"7"


def test_redis_moves_when_another_program_took_its_port(home):
    folder = home / "redis"
    url = embedded.start_redis(folder)
    embedded.stop_redis(folder)
    with socket.create_server(("127.0.0.1", urlsplit(url).port)):
        moved = embedded.start_redis(folder)
    assert urlsplit(moved).port != urlsplit(url).port
    with redis.from_url(moved) as client:
        assert client.ping()


def test_redis_starts_empty_when_its_data_cannot_be_read(home):
    folder = home / "redis"
    embedded.start_redis(folder)
    embedded.stop_redis(folder)
    data = next(file for file in sorted(folder.rglob("*.aof")) if file.is_file())
    data.write_bytes(b"*3\r\n$3\r\nSET\r\nnonsense" * 50)
    with redis.from_url(embedded.start_redis(folder)) as client:
        assert client.dbsize() == 0


def test_redis_wants_its_password_listens_here_only_and_never_drops_a_job(home):
    folder = home / "redis"
    url = embedded.start_redis(folder)
    with redis.from_url(url) as client:
        assert client.config_get("bind")["bind"] == "127.0.0.1"
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
    with pytest.raises(redis.AuthenticationError), redis.Redis(port=urlsplit(url).port) as nobody:
        nobody.ping()
    assert (folder / "redis.conf").stat().st_mode & 0o077 == 0


def test_a_home_that_cannot_be_used_is_explained_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit) as refusal:
        embedded.provide(tmp_path / "file" / "home")
    assert "set STEWARD_HOME" in refusal.value.code


def test_production_never_brings_up_servers_of_its_own(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("PRODUCTION", "1")
    with pytest.raises(SystemExit) as refusal:
        embedded.provide(tmp_path)
    assert "DATABASE_URL" in refusal.value.code

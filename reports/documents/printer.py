"""Keeps one warm press for this process, watches over it, and starts another when it must."""

import base64
import contextlib
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO, Any

import psutil
import structlog
from django.conf import settings

from config.lib.errors import DomainError
from reports.documents.press import DONE, FAILED, HEAD_SIZE, PROGRESS, REFUSED, read_head, send

log = structlog.get_logger()

Step = Callable[[str], None]
MEGABYTE = 1024 * 1024
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "FONTCONFIG_FILE", "XDG_CACHE_HOME")
TOO_LONG = "This document took longer to lay out than is allowed, and was stopped."
STOPPED = "The printing stopped: the document takes more memory or time than is allowed."


class PressFailed(Exception):
    """The press stumbled over a document; the message is for the log, not for people."""


class Printer:
    """The press of this process. Thread-safe: documents are printed one after another."""

    def __init__(self) -> None:
        self._press: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._lock = threading.Lock()

    def warm_up(self) -> None:
        """Start the press, so that it loads while the figures of a document are added up."""
        with self._lock:
            self._running()

    def print(self, html: str, css: str, step: Step = lambda words: None) -> tuple[bytes, int]:
        """The PDF of `html` and its pages; `step` hears how far it is, and may raise to stop.

        Raises DomainError when the document asks for foreign files, or for more memory or
        time than is allowed.
        """
        return self._ask({"html": html, "css": css}, step)

    def fill(self, template: bytes, fields: dict[str, Any], seconds: int | None = None) -> bytes:
        """The Word file of `template` filled with `fields`: text, and lists and maps of text.

        `seconds` of the processor at most, or as many as any document may take. Raises
        DomainError when the template has an error, tries what it may not, or takes more memory
        or time than is allowed.
        """
        request: dict[str, Any] = {"word": base64.b64encode(template).decode(), "fields": fields}
        if seconds:
            request["seconds"] = seconds
        return self._ask(request, lambda words: None)[0]

    def _ask(self, request: dict[str, Any], step: Step) -> tuple[bytes, int]:
        limits = {"seconds": settings.DOCUMENT_SECONDS, "megabytes": settings.DOCUMENT_MEGABYTES}
        data = json.dumps(limits | request).encode()
        with self._lock, self._stopped_on_trouble():
            press = self._running()
            try:
                send(_pipe(press.stdin), 0, data)
            except BrokenPipeError:
                self._stop()
                press = self._running()
                send(_pipe(press.stdin), 0, data)
            made = self._answer(press, step)
            if psutil.Process(press.pid).memory_info().rss > settings.DOCUMENT_KEPT * MEGABYTE:
                # The layout of a large document is never given back to the system.
                self._stop()
            return made

    def _answer(self, press: subprocess.Popen[bytes], step: Step) -> tuple[bytes, int]:
        until = time.monotonic() + 2 * settings.DOCUMENT_SECONDS
        while True:
            kind, length = read_head(_read(press, HEAD_SIZE, until))
            data = _read(press, length, until)
            if kind == PROGRESS:
                step(data.decode())
            elif kind == DONE:
                return data[4:], struct.unpack("!I", data[:4])[0]
            elif kind == REFUSED:
                raise DomainError(data.decode())
            elif kind == FAILED:
                raise PressFailed(data.decode())

    def _running(self) -> subprocess.Popen[bytes]:
        # A forked process must not share the pipes of its parent.
        if self._press is None or self._owner != os.getpid() or self._press.poll() is not None:
            named = [f if isinstance(f, tuple) else ("", f) for f in settings.STATICFILES_DIRS]
            folders = [f"{name}={folder}" for name, folder in named]
            self._press = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "reports.documents.press", *folders],
                cwd=settings.BASE_DIR,
                env={k: os.environ[k] for k in KEPT_VARIABLES if k in os.environ},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            self._owner = os.getpid()
        return self._press

    @contextlib.contextmanager
    def _stopped_on_trouble(self) -> Iterator[None]:
        try:
            yield
        except BaseException as problem:
            if not isinstance(problem, PressFailed):
                self._stop()
            raise

    def _stop(self) -> None:
        press, self._press = self._press, None
        if press is not None and self._owner == os.getpid():
            press.kill()
            press.wait()
            _pipe(press.stdin).close()
            _pipe(press.stdout).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise PressFailed("the press has no pipes")
    return stream


def _read(press: subprocess.Popen[bytes], length: int, until: float) -> bytes:
    """`length` bytes of the press. Raises DomainError when they do not come in time."""
    stream, parts = _pipe(press.stdout), []
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while length:
            if not selector.select(max(0, until - time.monotonic())):
                raise DomainError(TOO_LONG)
            part = os.read(stream.fileno(), min(length, MEGABYTE))
            if not part:
                log.warning("the press stopped", code=press.wait())
                raise DomainError(STOPPED)
            parts.append(part)
            length -= len(part)
    return b"".join(parts)


printer = Printer()

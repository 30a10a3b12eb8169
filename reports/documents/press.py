"""The press: a process of its own that turns finished HTML into PDF, and knows nothing else.

It gets no settings, no database and no secrets, may use so much memory and processor time and
no more, and loads only files below the folders it was started with (TRUST §3.6). It stays
warm between documents. `python -m reports.documents.press FOLDER…` reads requests from its
standard input and answers on its standard output; `printer.py` is the other end. A folder is
written `name=path`: its files are `static:name/…`, or `static:…` where the name is empty.
"""

import base64
import gc
import json
import os
import resource
import struct
import sys
from pathlib import Path
from typing import IO, Any

from reports.documents.filling import Refusal, fill

STATIC = "static:"
PROGRESS, DONE, REFUSED, FAILED = b"PDRF"


_HEAD = struct.Struct("!BQ")


def send(stream: IO[bytes], kind: int, data: bytes) -> None:
    """Write one message: its kind, its length, its bytes."""
    stream.write(_HEAD.pack(kind, len(data)))
    stream.write(data)
    stream.flush()


def read_head(head: bytes) -> tuple[int, int]:
    """Kind and length of the message that `head` announces."""
    return _HEAD.unpack(head)


HEAD_SIZE = _HEAD.size


def main(folders: list[tuple[str, Path]]) -> None:
    """Answer requests until the other end hangs up."""
    # Whatever a library prints must not get between the messages.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    fonts, fetcher = FontConfiguration(), _fetcher(folders)
    styles: dict[str, Any] = {}
    while head := sys.stdin.buffer.read(HEAD_SIZE):
        request = json.loads(sys.stdin.buffer.read(read_head(head)[1]))
        _allow(request["seconds"], request["megabytes"])
        try:
            if "word" in request:
                filled = fill(base64.b64decode(request["word"]), request["fields"])
                send(answers, DONE, struct.pack("!I", 0) + filled)
            else:
                _print(request, answers, fonts, fetcher, styles)
        except MemoryError:
            send(answers, REFUSED, b"This document is too large to print in one piece.")
            return
        except (Refusal, FatalURLFetchingError) as problem:
            send(answers, REFUSED, str(problem).encode())
        except Exception as problem:
            send(answers, FAILED, f"{type(problem).__name__}: {problem}".encode())


def _allow(seconds: int, megabytes: int) -> None:
    """Let this process take `seconds` of the processor from now, and so much memory at most."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
    most = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def _print(request: dict[str, Any], answers: IO[bytes], fonts: Any, fetcher: Any, styles: dict):
    from weasyprint import CSS, HTML

    css = request["css"]
    if css not in styles:
        styles[css] = CSS(string=css, font_config=fonts, url_fetcher=fetcher)
    # Collecting garbage during the layout costs a fifth of it; collect once afterwards.
    gc.disable()
    try:
        send(answers, PROGRESS, b"Laying out the pages")
        laid_out = HTML(string=request["html"], base_url=STATIC, url_fetcher=fetcher).render(
            stylesheets=[styles[css]], font_config=fonts
        )
        pages = len(laid_out.pages)
        send(answers, PROGRESS, f"Writing {pages} page{'s' if pages != 1 else ''}".encode())
        data = laid_out.write_pdf(pdf_variant="pdf/ua-1")
    finally:
        gc.enable()
    send(answers, DONE, struct.pack("!I", pages) + data)
    gc.collect()


def _fetcher(folders: list[tuple[str, Path]]) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        """Our own static files and inline data; anything else stops the document."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            for name, folder in folders:
                start = f"{STATIC}{name}/" if name else STATIC
                file = (folder / url.removeprefix(start)).resolve()
                if (
                    url.startswith(start)
                    and file.is_relative_to(folder.resolve())
                    and file.is_file()
                ):
                    return URLFetcherResponse(url, file.read_bytes())
            raise FatalURLFetchingError(f"Documents may not load {url[:80]}")

    return OwnFilesOnly(allowed_protocols=["data"], allow_redirects=False)


if __name__ == "__main__":
    main([(name, Path(path)) for name, _, path in (f.partition("=") for f in sys.argv[1:])])

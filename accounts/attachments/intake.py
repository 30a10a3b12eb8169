"""Looking at a file before it is kept: name, size, what it really is (TRUST §3.7)."""

import codecs
import hashlib
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from io import SEEK_END
from typing import IO, Any

from django.conf import settings
from PIL import Image

from accounts.attachments.scanner import scan
from config.lib.archives import has_macros, unpacks_too_far
from config.lib.errors import DomainError

MB = 1024 * 1024
MAX_PIXELS = 60_000_000
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
    "tif": "image/tiff", "tiff": "image/tiff", "heic": "image/heic",
    "docx": OFFICE + "wordprocessingml.document", "xlsx": OFFICE + "spreadsheetml.sheet",
    "pptx": OFFICE + "presentationml.presentation", "csv": "text/csv", "txt": "text/plain",
    "eml": "message/rfc822", "msg": "application/vnd.ms-outlook",
}  # fmt: skip
IMAGES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/tiff": "TIFF"}
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
ALLOWED = "PDF, JPEG, PNG, TIFF, HEIC, Word, Excel, PowerPoint, CSV, text and e-mail files"
HIDDEN = re.compile(r"[\\/:*?\"<>|\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml)", re.I)


@dataclass(frozen=True)
class Looked:
    """What a file that may be kept is; `size` in bytes."""

    name: str
    ending: str
    content_type: str
    size: int
    sha256: str
    scanned: bool


def clean_name(name: str) -> str:
    """The last part of a file's name without control and direction characters, ≤ 150 long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    last = HIDDEN.sub("", last).strip(" .") or "file"
    stem, dot, ending = last.rpartition(".")
    return f"{stem[: 149 - len(ending)]}.{ending}" if dot and len(ending) < 10 else last[:150]


def look(stream: Any, name: str, size: int) -> Looked:
    """What the upload is. Raises DomainError with the sentence for the one who sent it."""
    name = clean_name(name)
    if size == 0:
        raise DomainError("The file is empty.")
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // MB
        raise DomainError(f"The file is larger than {limit} MB.")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in ("xlsm", "docm", "pptm", "xlsb"):
        raise DomainError("It may contain macros; save it without them and send that.")
    if ending not in TYPES:
        raise DomainError(f"Files of this type are not kept; {ALLOWED} are.")
    _agree(stream, ending)
    digest = hashlib.sha256()
    stream.seek(0)
    while block := stream.read(MB):
        digest.update(block)
    return Looked(name, ending, TYPES[ending], size, digest.hexdigest(), scan(stream))


def _agree(stream: IO[bytes], ending: str) -> None:
    """Raises DomainError unless the content is what the ending says."""
    stream.seek(0)
    head = stream.read(4096)
    if ending in PARTS:
        _check_office(stream, ending)
    elif TYPES[ending] in IMAGES:
        _check_image(stream, IMAGES[TYPES[ending]])
    elif ending in ("csv", "txt", "eml"):
        _check_text(stream, head, ending)
    else:
        right = {
            "pdf": b"%PDF-" in head[:1024] and not MARKUP.match(head.lstrip()),
            "msg": head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
            "heic": head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"heim"),
        }
        if not right[ending]:
            raise _differs(ending)


def _differs(ending: str) -> DomainError:
    return DomainError(f"Its name ends in .{ending}, but its content is something else.")


def _check_office(stream: IO[bytes], ending: str) -> None:
    stream.seek(0)
    try:
        archive = zipfile.ZipFile(stream)
        entries = archive.infolist()
        if PARTS[ending] not in {entry.filename for entry in entries}:
            raise _differs(ending)
        if has_macros(entries):
            raise DomainError("It contains macros; save it without them and send that.")
        if unpacks_too_far(archive, stream.seek(0, SEEK_END)):
            raise DomainError("It unpacks to far more than its size; it was not opened.")
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _differs(ending) from None


def _check_image(stream: IO[bytes], kind: str) -> None:
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            width, height = Image.open(stream, formats=[kind]).size
    except Image.DecompressionBombError:
        width = height = MAX_PIXELS
    except Exception:  # Broken pictures raise almost anything.
        raise _differs(kind.lower()) from None
    if width * height > MAX_PIXELS:
        raise DomainError(f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.")


def _check_text(stream: IO[bytes], head: bytes, ending: str) -> None:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if MARKUP.match(start) or start.startswith((b"MZ", b"\x7fELF", b"#!", b"%PDF", b"PK\x03\x04")):
        raise _differs(ending)
    if ending == "eml" and not re.match(rb"[!-9;-~]+:", start):
        raise _differs(ending)
    stream.seek(0)
    while block := stream.read(MB):
        if b"\0" in block and not wide:
            raise _differs(ending)

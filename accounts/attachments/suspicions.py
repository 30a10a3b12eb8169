"""What a PDF brings along besides its pages; asked in the process that reads the file."""

from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

MAX_OBJECTS = 100_000
MAX_DEPTH = 40
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "an action that starts a program",
    "/SubmitForm": "an action that sends data",
    "/ImportData": "an action that reads files",
    "/GoToE": "an embedded file",
    "/Rendition": "an action that plays media",
}
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EmbeddedFiles": "an embedded file",
    "/EF": "an embedded file",
    "/RichMedia": "embedded media",
    "/XFA": "a form program (XFA)",
}
PICTURES_ONLY = "shown as pictures only"
UNCHECKED = f"Whether it contains script could not be found out; {PICTURES_ONLY}."


def warning_of(path: Path) -> str:
    """The sentence about what is active or protected in the PDF; empty when nothing is."""
    try:
        reader = PdfReader(path)
        parts = [] if not reader.is_encrypted else ["is encrypted"]
        if active := _active(reader):
            parts.append("contains " + ", ".join(active))
    except Exception:  # Broken PDFs raise almost anything.
        return UNCHECKED
    return f"It {' and '.join(parts)}; {PICTURES_ONLY}." if parts else ""


def _active(reader: PdfReader) -> list[str]:
    """What in the file would do something, sorted; every object is looked at, used or not."""
    numbers = {
        (number, generation)
        for generation, table in reader.xref.items()
        for number in table
    } | {(number, 0) for number in reader.xref_objStm}  # fmt: skip
    if len(numbers) > MAX_OBJECTS:
        raise ValueError("too many objects")
    found: set[str] = set()
    for number, generation in sorted(numbers):
        thing = reader.get_object(IndirectObject(number, generation, reader))
        _look_into(thing, found, 0)
    return sorted(found)


def _look_into(thing: Any, found: set[str], depth: int) -> None:
    """Add what `thing` and the things written inside it say; references are not followed."""
    if depth > MAX_DEPTH:
        raise ValueError("nested too deeply")
    inside: list[Any] = []
    if isinstance(thing, DictionaryObject):
        found.update(words for key, words in KEYS.items() if key in thing)
        kind = thing.raw_get("/S") if "/S" in thing else None
        if isinstance(kind, str) and kind in ACTIONS:
            found.add(ACTIONS[kind])
        inside = [thing.raw_get(key) for key in thing]
    elif isinstance(thing, ArrayObject):
        inside = list(thing)
    for part in inside:
        if isinstance(part, DictionaryObject | ArrayObject):
            _look_into(part, found, depth + 1)

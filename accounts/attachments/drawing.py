"""Reads one file in a process of its own, which may die without taking anything along.

Called as `python -m accounts.attachments.drawing FILE CONTENT_TYPE FOLDER`; writes
`result.json`, the pictures of the pages and the enclosures of an e-mail into FOLDER.
"""

import json
import re
import resource
import sys
from collections.abc import Callable
from email import message_from_binary_file, policy
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from accounts.attachments.suspicions import warning_of

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 40
MAX_TEXT = 200_000
MAX_PAGES = 30
TEXT_PAGES = 300
WIDTHS = {"narrow": 480, "wide": 1200}
MAX_HEIGHT = 4000
ENCLOSURES = 20
ENCRYPTED = "The PDF is protected by a password; download it to open it."


class _Words(HTMLParser):
    """The words of an HTML body, without its scripts, styles and marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "title")
        if tag in ("br", "p", "div", "tr", "li"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style", "title") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def words_of(html: str) -> str:
    """The plain text of an HTML body."""
    reader = _Words()
    reader.feed(html)
    return re.sub(r"\n\s*\n+", "\n\n", "".join(reader.words)).strip()


def _pdf(path: Path, folder: Path) -> dict[str, Any]:
    import pypdfium2

    try:
        book = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        sentence = ENCRYPTED if "assword" in str(error) else "The PDF is damaged."
        return {"reason": sentence}
    text, pictures = [], 0
    for number in range(min(len(book), TEXT_PAGES)):
        page = book[number]
        text.append(page.get_textpage().get_text_range())
        if number < MAX_PAGES:
            width, height = page.get_size()
            for name, pixels in WIDTHS.items():
                scale = min(pixels / max(width, 1), MAX_HEIGHT / max(height, 1))
                picture = page.render(scale=scale).to_pil()
                picture.save(folder / f"{name}-{number + 1}.png")
            pictures += 1
    pages = {"text": "\n".join(text), "pages": len(book), "pictures": pictures}
    return pages | {"warning": warning_of(path)}


def _image(path: Path, folder: Path) -> dict[str, Any]:
    from PIL import Image, ImageOps

    with Image.open(path) as opened:
        pages = getattr(opened, "n_frames", 1)
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    for name, pixels in WIDTHS.items():
        smaller = upright.copy()
        smaller.thumbnail((pixels, MAX_HEIGHT))
        smaller.save(folder / f"{name}-1.png")
    return {"pages": pages, "pictures": 1}


def _docx(path: Path, folder: Path) -> dict[str, Any]:
    import docx

    document = docx.Document(str(path))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += ["\t".join(cell.text for cell in row.cells) for row in table.rows]
    return {"text": "\n".join(lines)}


def _xlsx(path: Path, folder: Path) -> dict[str, Any]:
    from python_calamine import CalamineWorkbook

    lines: list[str] = []
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        lines.append(name)
        for row in book.get_sheet_by_name(name).iter_rows():
            lines.append("\t".join(str(cell) for cell in row))
            if len(lines) > 20_000:
                break
    return {"text": "\n".join(lines)}


def _text(path: Path, folder: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        raw = file.read(MAX_TEXT * 4)
    for encoding in ("utf-16",) if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return {"text": raw.decode(encoding)}
        except UnicodeDecodeError:
            continue
    return {"text": raw.decode("cp1252", "replace")}


def _eml(path: Path, folder: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        letter: Any = message_from_binary_file(file, policy=policy.default)
    body = letter.get_body(("plain", "html"))
    said = body.get_content() if body else ""
    if body and body.get_content_type() == "text/html":
        said = words_of(said)
    inside = [
        (part.get_filename() or "enclosure", part.get_payload(decode=True) or b"")
        for part in letter.iter_attachments()
    ]
    try:
        when = parsedate_to_datetime(str(letter["date"])).isoformat()
    except (TypeError, ValueError):
        when = ""
    return _mail(letter["from"], letter["to"], when, letter["subject"], said, inside, folder)


def _msg(path: Path, folder: Path) -> dict[str, Any]:
    import extract_msg

    letter: Any = extract_msg.openMsg(str(path))
    html = letter.htmlBody or b""
    said = letter.body or words_of(html.decode("utf-8", "replace"))
    inside = [
        (part.longFilename or part.shortFilename or "enclosure", part.data)
        for part in letter.attachments
        if isinstance(part.data, bytes)
    ]
    when = letter.date.isoformat() if letter.date else ""
    return _mail(letter.sender, letter.to, when, letter.subject, said, inside, folder)


def _mail(
    sender: Any,
    to: Any,
    when: str,
    subject: Any,
    said: str,
    inside: list[tuple[str, bytes]],
    folder: Path,
) -> dict[str, Any]:
    names = []
    for number, (name, data) in enumerate(inside[:ENCLOSURES]):
        (folder / f"enclosure-{number}").write_bytes(data)
        names.append(name)
    head = {"From": sender, "To": to, "Date": when, "Subject": subject}
    lines = [f"{label}: {value}" for label, value in head.items() if value]
    mail = {"subject": str(subject or "No subject"), "date": when, "said": said[:18_000]}
    return {"text": "\n".join([*lines, "", said]), "mail": mail, "enclosures": names}


NO_PREVIEW = {
    "image/heic": "HEIC photographs have no preview here; download it, or save it as JPEG.",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint "
    "files have no preview here; download it, or add it as PDF.",
}
READERS: dict[str, Callable[[Path, Path], dict[str, Any]]] = {
    "application/pdf": _pdf,
    "image/jpeg": _image,
    "image/png": _image,
    "image/tiff": _image,
    "text/plain": _text,
    "text/csv": _text,
    "message/rfc822": _eml,
    "application/vnd.ms-outlook": _msg,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
}


def read(path: Path, content_type: str, folder: Path) -> dict[str, Any]:
    """What is in the file; its pictures and enclosures are put into `folder`.

    For files of strangers call it through `main`, in a process of its own.
    """
    reader = READERS.get(content_type)
    found = reader(path, folder) if reader else {"warning": NO_PREVIEW.get(content_type, "")}
    return found | {"text": found.get("text", "").replace("\0", " ")[:MAX_TEXT]}


def main(path: str, content_type: str, folder: str) -> None:
    """Read the file within the limits and write what was found."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    found = read(Path(path), content_type, Path(folder))
    (Path(folder) / "result.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:4])

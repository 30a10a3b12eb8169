"""Files built for tests: PDFs that do something, Outlook messages, lying archives."""

import io
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from extract_msg.ole_writer import OleWriter
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

WORKBOOK = {
    "[Content_Types].xml": b"<Types/>",
    "xl/workbook.xml": b"<workbook/>",
}


def pdf_with(*, script: bool = False, launch: bool = False, enclosed: bool = False) -> bytes:
    """A one-page PDF with the active things that are asked for."""
    writer = PdfWriter()
    page = writer.add_blank_page(612, 792)
    if script:
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("app.alert('hello');"),
            }
        )
    if enclosed:
        writer.add_attachment("inner.txt", b"inside")
    if launch:
        action = DictionaryObject(
            {
                NameObject("/S"): NameObject("/Launch"),
                NameObject("/F"): TextStringObject("calc.exe"),
            }
        )
        page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    return written(writer)


def locked_pdf(*, password: str) -> bytes:
    """A one-page PDF that opens with `password` only; with anyone's when it is empty."""
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def lying(real: bytes, declared: int, name: str = "xl/workbook.xml") -> bytes:
    """A workbook whose entry `name` says it is `declared` bytes long and is `real`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for other, data in WORKBOOK.items():
            packed.writestr(other, real if other == name else data)
        for entry in packed.infolist():
            if entry.filename == name:
                # The directory at the end is written from this when the archive is closed.
                entry.file_size = declared
    return buffer.getvalue()


def msg(folder: Path, *, subject: str, said: str, sent: datetime, enclosed: bytes) -> bytes:
    """An Outlook message with one enclosure named q.txt (MS-OXMSG: streams by property)."""
    ticks = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
    head = struct.pack("<8xIIII8x", 0, 1, 0, 1)
    sent_at = struct.pack("<IIQ", 0x00390040, 6, ticks)
    method = struct.pack("<IIQ", 0x37050003, 6, 1)
    inner = "__attach_version1.0_#00000000"
    streams = {
        ("__properties_version1.0",): head + sent_at,
        ("__substg1.0_001A001F",): "IPM.Note".encode("utf-16-le"),
        ("__substg1.0_0037001F",): subject.encode("utf-16-le"),
        ("__substg1.0_1000001F",): said.encode("utf-16-le"),
        ("__substg1.0_0C1A001F",): "Carrier".encode("utf-16-le"),
        ("__substg1.0_0C1F001F",): "carrier@x.example".encode("utf-16-le"),
        ("__nameid_version1.0", "__substg1.0_00020102"): b"",
        ("__nameid_version1.0", "__substg1.0_00030102"): b"",
        ("__nameid_version1.0", "__substg1.0_00040102"): b"",
        (inner, "__properties_version1.0"): bytes(8) + method,
        (inner, "__substg1.0_37010102"): enclosed,
        (inner, "__substg1.0_3707001F"): "q.txt".encode("utf-16-le"),
    }
    writer = OleWriter()
    for path, data in streams.items():
        writer.addEntry(list(path), data)
    target = folder / "letter.msg"
    writer.write(str(target))
    return target.read_bytes()

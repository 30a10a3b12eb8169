"""Filling a Word template in the press: a file from outside, which may say a few things only."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

PARTS = (".xml", ".rels")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LOADING = re.compile(r"\b(INCLUDE(PICTURE|TEXT)?|DDE(AUTO)?|LINK|IMPORT|RD|DATABASE)\b", re.I)


class Refusal(Exception):
    """What was asked for cannot be made; the message is for people."""


def fill(word: bytes, fields: dict[str, Any]) -> bytes:
    """The template `word` filled with plain text fields; its jinja may look at them only.

    Raises Refusal when the template has an error, or says what a template may not.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = io.BytesIO()
    try:
        _refuse_foreign_matter(word)
        template = DocxTemplate(io.BytesIO(word))
        _refuse_outside_parts(template)
        jinja = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        template.render(fields, jinja, autoescape=True)
        template.save(made)
    except TemplateError as problem:
        raise Refusal(_words(problem)) from problem
    except OverflowError as problem:
        raise Refusal("It counts further than a template may.") from problem
    except (etree.XMLSyntaxError, zipfile.BadZipFile) as problem:
        raise Refusal("The file is damaged; open it in Word and save it again.") from problem
    except (KeyError, TypeError, ValueError, ArithmeticError) as problem:
        raise Refusal(f"The template cannot be filled: {problem}") from problem
    return made.getvalue()


def _words(problem: Exception) -> str:
    from jinja2 import UndefinedError
    from jinja2.sandbox import SecurityError

    if isinstance(problem, SecurityError):
        return f"It reaches for more than the fields: {problem}"
    if isinstance(problem, UndefinedError):
        return f"It asks for what is not among the fields: {problem}."
    return f"Between its braces something is unfinished or misspelled: {problem}."


def _refuse_foreign_matter(word: bytes) -> None:
    """Entities, which Word never declares, and fields that load when a client opens the letter."""
    for data in _parts(word):
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise Refusal("The template declares entities, which Word never does.")
        part = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        said = [text.text or "" for text in part.iter(f"{WORD}instrText")]
        said += [field.get(f"{WORD}instr", "") for field in part.iter(f"{WORD}fldSimple")]
        if found := LOADING.search("".join(said)):
            raise Refusal(f"The template loads something from elsewhere: a field {found[0]}.")


def _parts(word: bytes) -> Iterator[bytes]:
    # Without zero bytes a word is found in UTF-16 as well; Word writes UTF-8.
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        for name in archive.namelist():
            if name.endswith(PARTS):
                yield archive.read(name).replace(b"\0", b"")


def _refuse_outside_parts(template: Any) -> None:
    """Pictures and templates that Word fetches by itself; a link that is clicked may stand."""
    template.init_docx()
    for link in template.docx.part.package.iter_rels():
        if link.is_external and not link.reltype.endswith("/hyperlink"):
            raise Refusal(f"The template loads something from elsewhere: {link.target_ref[:80]}")

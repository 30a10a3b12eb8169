"""From a specification to SVG, on the server: no script reaches the browser."""

import json
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from reports.charts.specs import HERE

# How far beyond its drawn size a chart may grow on the page.
GROWS = 1.3
_SVG = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def svg(spec: dict[str, Any], label: str) -> str:
    """The chart as an <svg> element that fills its container; `label` names it.

    Only our own specifications with inline data come here: nothing is fetched. All text of
    the data is escaped, so the result may be shown as it is.
    """
    return _draw(json.dumps(spec, sort_keys=True), label)


@lru_cache(maxsize=256)
def _draw(spec: str, label: str) -> str:
    # The JavaScript engine is large; only processes that draw a chart pay for it.
    import vl_convert

    text = vl_convert.vegalite_to_svg(spec, vl_version="5.21", allowed_base_urls=[])
    picture = ElementTree.fromstring(text)  # noqa: S314 - our own renderer's output
    width = picture.attrib.pop("width")
    picture.attrib.pop("height")
    picture.set("role", "group")
    picture.set("aria-label", label)
    picture.set("style", f"min-width:23rem;max-width:{float(width) * GROWS:.0f}px")
    for mark in list(picture.iter(f"{{{_SVG}}}a")):
        target = mark.attrib.pop(_LINK, "")
        if target.startswith(f"{HERE}/"):
            mark.set(_LINK, target.removeprefix(HERE))
        else:
            mark.tag = f"{{{_SVG}}}g"
    for mark in picture.iter():
        words = mark.get("aria-label")
        if mark.get("role") == "graphics-symbol" and mark.get("aria-roledescription") == "bar":
            title = ElementTree.SubElement(mark, f"{{{_SVG}}}title")
            title.text = words
    return ElementTree.tostring(picture, encoding="unicode")

"""From a specification to SVG, on the server: no script reaches the browser."""

import json
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

# How far beyond its drawn size a chart may grow on the page.
GROWS = 1.3
SVG = "http://www.w3.org/2000/svg"


def svg(spec: dict[str, Any], label: str) -> str:
    """The chart as an <svg> element that fills its container; `label` names it, in a PDF too.

    A mark whose datum has a `url` becomes a link, put on here rather than by Vega, which
    only takes absolute addresses; ours begin with a slash. Only our own specifications with
    inline data come here: nothing is fetched. All text of the data is escaped, so the result
    may be shown as it is.
    """
    return _draw(json.dumps(spec, sort_keys=True), label)


@lru_cache(maxsize=256)
def _draw(spec: str, label: str) -> str:
    # The JavaScript engine is large; only processes that draw a chart pay for it.
    import vl_convert

    text = vl_convert.vegalite_to_svg(spec, vl_version="5.21", allowed_base_urls=[])
    picture = ElementTree.fromstring(text)  # noqa: S314 - our own renderer's output
    # Plain tags under one xmlns: prefixes are registered for the whole process, and other
    # libraries register theirs over ours.
    for element in picture.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
    width = picture.attrib.pop("width")
    picture.attrib.pop("height")
    picture.set("xmlns", SVG)
    picture.set("role", "group")
    picture.set("aria-label", label)
    name = ElementTree.Element("title")
    name.text = label
    picture.insert(0, name)
    picture.set("style", f"min-width:23rem;max-width:{float(width) * GROWS:.0f}px")
    urls = {datum["words"]: datum["url"] for datum in json.loads(spec)["data"]["values"]}
    for group in list(picture.iter("g")):
        for place, mark in enumerate(list(group)):
            words = mark.get("aria-label", "")
            if mark.get("role") == "graphics-symbol" and words in urls:
                ElementTree.SubElement(mark, "title").text = words
                if (urls[words] or "").startswith("/"):
                    group[place] = link = ElementTree.Element("a", {"href": urls[words]})
                    link.append(mark)
    return ElementTree.tostring(picture, encoding="unicode")

"""The sections of a framed page: each is served by the app that owns its facts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One tab of a frame: `url_name` takes the framed object's id, `rule` says who may open it.

    `aside` puts it into the second column of a frame that has two.
    """

    frame: str
    label: str
    url_name: str
    rule: str
    order: int
    aside: bool = False


_SECTIONS: list[Section] = []


def add_section(section: Section) -> Section:
    """Let `section` stand in its frame."""
    _SECTIONS.append(section)
    return section


def sections_of(frame: str) -> list[Section]:
    """The sections of a frame in their order."""
    return sorted((s for s in _SECTIONS if s.frame == frame), key=lambda s: (s.order, s.label))

"""Short lists on Home: what a line says, the share that it draws, and the page to which it leads."""

from dataclasses import dataclass

from assess.present.signs import Link


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what it is about in bold, the rest of it, a share in per cent as a bar if any, and a link if any."""

    strong: str
    text: str
    link: Link | None = None
    share: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Some lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What Home says over many services: the heading, what it is about, sentences, links like buttons, and lists."""

    title: str
    about: str
    sentences: tuple[str, ...]
    acts: tuple[Link, ...]
    sections: tuple[Section, ...]

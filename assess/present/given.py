"""A published sheet as people read it on a screen: the first of each part, and the rest of it to unfold.

It is published as plain text. What it says of an answer is recognised in it, so that the answer's picture stands
beside it; what is not recognised, after a change of words or of a framework, is shown as it is.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assess.core.framework import Framework
from assess.core.publication import lines
from assess.present import pictures
from assess.present.give_back import POINT, answer
from assess.wording.plain import text

MOST_TOLD, MOST_HEARD = 2, 1  # points of a part that are shown before the rest is folded away
MOST_PROMISES = 4
MOST_PIECES = 40  # of a bar, one for each person


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list; for an answer with its picture as a data URI, and how many of how many people gave it."""

    text: str
    picture: str = ""
    saying: int = 0
    of: int = 0
    says: str = ""  # the numbers in words

    @property
    def is_words(self) -> bool:
        """Whether it is what somebody wrote."""
        return self.text.startswith("“")

    @property
    def pieces(self) -> tuple[bool, ...]:
        """A piece of a bar for each person, True for those who say it; () without numbers, and for a crowd."""
        return tuple(place < self.saying for place in range(self.of)) if self.of <= MOST_PIECES else ()


@dataclass(frozen=True, slots=True)
class Group:
    """A sentence with the points that stand under it; `is_label` when it is their heading."""

    text: str
    points: tuple[Point, ...] = ()

    @property
    def is_label(self) -> bool:
        """Whether the sentence is the heading of its points."""
        return self.text.endswith(":")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sheet: the groups shown at once, and those folded away under `more`."""

    title: str
    first: tuple[Group, ...]
    rest: tuple[Group, ...]
    more: str


def told(published: str, frameworks: Iterable[Framework]) -> Part:
    """Return what people told the service, with the pictures of their answers."""
    first, rest = _divided(_groups(published, _pictures(frameworks)), MOST_TOLD)
    return Part(text("sheet.told"), first, rest, text("sheet.more_told"))


def heard(published: str) -> Part:
    """Return what the service heard."""
    first, rest = _divided(_groups(published, {}), MOST_HEARD)
    return Part(text("sheet.heard"), first, rest, text("sheet.more_heard"))


def changed(published: str) -> Part:
    """Return what changed because of people."""
    first, rest = _divided(_groups(published, {}), MOST_HEARD)
    return Part(text("sheet.changes"), first, rest, text("sheet.more_changes"))


def _pictures(frameworks: Iterable[Framework]) -> dict[str, str]:
    """Return the picture of each level that people can choose, by the words in which a sheet says it."""
    drawn: dict[str, str] = {}
    for framework in (framework.worded_for("people") for framework in frameworks):
        for item in framework.items:
            drawings = pictures.of(framework.key, item.key)
            for value in framework.values if drawings else ():
                drawn[answer(item.title, framework.descriptor(item, value))] = pictures.uri(drawings[str(value)])
    return drawn


def _groups(published: str, drawn: Mapping[str, str]) -> Iterator[Group]:
    sentence = ""
    for is_point, group in groupby(lines(published), key=lambda line: line.startswith(POINT)):
        if is_point:
            yield Group(sentence, tuple(_point(line.removeprefix(POINT), drawn) for line in group))
            sentence = ""
        else:
            *before, sentence = group
            yield from map(Group, before)
    if sentence:
        yield Group(sentence)


def _point(said: str, drawn: Mapping[str, str]) -> Point:
    numbers = re.search(_saying_pattern(), said)
    if not numbers:
        return Point(said, drawn.get(said, ""))
    without = said[: numbers.start()].rstrip()
    return Point(without, drawn.get(without, ""), int(numbers["saying"]), int(numbers["of"]), numbers[0])


def _saying_pattern() -> str:
    """Return the sentence that says how many gave an answer as a pattern that ends a point."""
    sentence = text("sheet.saying", saying="SAYING", of="OF")
    return re.escape(sentence).replace("SAYING", r"(?P<saying>\d+)").replace("OF", r"(?P<of>\d+)") + "$"


def _divided(groups: Iterable[Group], most: int) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Return the groups shown at once (the first sentence, the first points and the first notes), and the rest."""
    first: list[Group] = []
    rest: list[Group] = []
    has_words = False
    for group in groups:
        is_words = any(point.is_words for point in group.points)
        has_points = any(shown.points for shown in first)
        if is_words and not has_words:
            # Notes need no heading; a group that has a text of its own keeps it.
            first.append(Group("" if group.is_label else group.text, group.points[:1]))
            rest += _left(group, 1)
            has_words = True
        elif group.points and not is_words and not has_points:
            first.append(replace(group, points=group.points[:most]))
            rest += _left(group, most)
        elif not first:
            first.append(group)
        else:
            rest.append(group)
    return tuple(first), tuple(rest)


def _left(group: Group, shown: int) -> Sequence[Group]:
    left = group.points[shown:]
    return [Group(group.text if group.is_label else "", left)] if left else []

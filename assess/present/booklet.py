"""The booklet in which people answer on paper, as a document: a cover, then one question a block.

It has people's words alone. A level is its sentence: its name would say how the service is rated. The mark in each box
is the level's own value, by which somebody types the answer in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assess import wording
from assess.core.framework import Framework, Item
from assess.core.text import required
from assess.core.voices import Invitation
from assess.present.document import Block, Bullets, Choice, Document, NewPage, Panel, Paragraph, Question

SIZES = (14, 20)  # points: clear print and large print
LONGEST_PLACE = 60  # characters of the place to hand it in: the foot of a page in large print has two lines


@dataclass(frozen=True, slots=True)
class BookletFacts:
    """What a booklet is made from.

    `address` is where the code can be typed on a phone, "" if no phone can open it; `hand_in` is where the booklet is
    handed in, "" if nobody has said.
    """

    invitation: Invitation
    frameworks: tuple[Framework, ...]
    hand_in: str
    address: str
    today: date

    @property
    def items(self) -> tuple[tuple[Framework, Item], ...]:
        """What is asked of people, as they read it, in the form's order."""
        form = self.invitation.round.form
        worded = [framework.worded_for("people") for framework in self.frameworks]
        return tuple((framework, item) for framework in worded for item in framework.asked(form, "people"))

    @property
    def code(self) -> str:
        """The short code in groups, for reading out."""
        return wording.voices.code(self.invitation.short_code)


def checked_place(text: str) -> str:
    """Return the place to hand in a booklet as typed, "" for none; an InputError for an invalid text."""
    return required(text, "Where to hand it in", limit=LONGEST_PLACE) if text.strip() else ""


def booklet(facts: BookletFacts, points: int) -> Document:
    """Return the booklet with text of this size."""
    service, last = facts.invitation.service, facts.invitation.round.closes
    foot = wording.booklet.foot(facts.hand_in, last, facts.code)
    blocks = (*_cover_blocks(facts), NewPage(), *_questions(facts))
    return Document(wording.booklet.title(service.name), foot, blocks, facts.today, points)


def _cover_blocks(facts: BookletFacts) -> Iterator[Block]:
    yield Paragraph(wording.booklet.questions(len(facts.items)))
    yield Bullets(wording.booklet.RULES)
    choices = tuple(Choice("", who) for who in wording.booklet.WHO_CHOICES)
    yield Question("", wording.booklet.WHO, "", choices)
    handing_in = wording.booklet.hand_in(facts.hand_in), wording.booklet.last_day(facts.invitation.round.closes)
    yield Panel(tuple(Paragraph(line, "label") for line in handing_in))
    code = Paragraph(wording.booklet.code(facts.code), "large")
    if facts.address:
        online = (wording.booklet.ONLINE, wording.booklet.online(facts.address))
        yield Panel((*map(Paragraph, online), code, Paragraph(wording.booklet.NO_SHEET)))
    else:
        yield Panel((code,))


def _questions(facts: BookletFacts) -> Iterator[Question]:
    dont_know = Choice(wording.booklet.DONT_KNOW_MARK, wording.booklet.DONT_KNOW)
    for number, (framework, item) in enumerate(facts.items, start=1):
        levels = [Choice(str(value), framework.descriptor(item, value)) for value in framework.values]
        label = wording.booklet.label(number, len(facts.items))
        yield Question(label, item.question, wording.booklet.TICK, (*levels, dont_know), wording.booklet.MORE)

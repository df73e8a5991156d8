"""The sheet that a service gives back to the people who answered about it, as a document of one page."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from math import ceil

from assess import wording
from assess.core import voices
from assess.core.actions import Action
from assess.core.answers import ItemKey
from assess.core.dates import day
from assess.core.framework import Framework, items_of
from assess.core.impact import Impact
from assess.core.position import Position
from assess.core.programme import Round, Service, notices
from assess.core.publication import Publication
from assess.core.text import NOTE_LIMIT, counted, listed
from assess.core.together import Theme
from assess.core.voices import Turnout
from assess.present.document import Block, Bullets, Document, Heading, Paragraph, bullet_list
from assess.wording.plain import text

SIZES = (14, 12, 11, 10)  # points of a sheet's text: the largest at which it fits on one page
PAGE_DOWN, PAGE_ACROSS = 720, 482  # points down and across that A4 leaves for it
MOST_OF_THEME = 400  # characters
MOST_SAID = 3  # items named under each heading of the sheet, fewer where they do not fit on its page
_NOTHING_PROMISED = "We have not yet written down what we will do. Ask us when we will."
POINT = "- "  # before each point of a list in a published text


@dataclass(frozen=True, slots=True)
class Given:
    """What a service gives back to the people who answered about it in one round."""

    service: Service
    round: Round
    positions: tuple[Position, ...]
    frameworks: tuple[Framework, ...]
    words: tuple[tuple[ItemKey, str], ...]
    actions: tuple[Action, ...]
    today: date
    turnout: Turnout | None = None
    impacts: tuple[Impact, ...] = ()  # what changed because of people since the round opened, the newest first
    themes: tuple[Theme, ...] = ()  # in which a group has sorted what people wrote to the open questions
    saying: Mapping[ItemKey, int] = field(default_factory=dict)  # how many gave people's level, where that may be said
    most: int = MOST_SAID

    @property
    def heard(self) -> tuple[Position, ...]:
        """The items on which people's level may be seen."""
        return tuple(each for each in self.positions if each.people_level is not None)


def sheet(given: Given) -> Document:
    """Return a page in plain English for the people who took part: what they said, what was heard, what comes next."""
    title = f"{given.service.name}: thank you for having your say"
    tried = ((_blocks(replace(given, most=most)), points) for most in range(given.most, 0, -1) for points in SIZES)
    fitting = (each for each in tried if _height_on_page(title, *each) < PAGE_DOWN)
    blocks, points = next(fitting, (_blocks(replace(given, most=1)), SIZES[-1]))
    return Document(title, f"{given.round.name}. Made on {day(given.today)}.", blocks, given.today, points)


def _blocks(given: Given) -> tuple[Block, ...]:
    return tuple(
        chain(
            _notice_blocks(given),
            _thanks_blocks(given),
            _told_blocks(given),
            _heard_blocks(given),
            _changed_blocks(given),
            _next_blocks(given),
            _end_blocks(given),
        )
    )


def published(given: Given) -> Publication:
    """Return the published form of a sheet: its text, and the actions, whose state is read on every view."""
    waiting = _waiting(given)
    # Over it stand the service and the round.
    answered = text("sheet.answered", number=voices.answered(given.heard, given.turnout))
    return Publication(
        service=given.service.key,
        round=given.round.key,
        told="\n".join([answered, _text_of(chain(_left_out_blocks(given), _told_blocks(given)))]),
        heard=_text_of(_heard_blocks(given)),
        changed=_text_of(bullet_list(wording.impact.told(impact) for impact in given.impacts)),
        promised="\n".join(_cut(action.what, NOTE_LIMIT) for action in waiting),
        actions="\n".join(action.key for action in waiting),
    )


def _text_of(blocks: Iterable[Block]) -> str:
    written: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            written.append(block.text)
        elif isinstance(block, Bullets):
            written += [f"{POINT}{point}" for point in block.points]
    return "\n".join(written)


def _height_on_page(title: str, blocks: Iterable[Block], points: int) -> float:
    """Return roughly how many points of height a text takes, rather too many: both files and any font must fit."""
    height = _height_of_lines(title, 1.8 * points) + 12
    for block in blocks:
        match block:
            case Heading():
                height += _height_of_lines(block.text, 1.45 * points) + 26
            case Paragraph():
                height += _height_of_lines(block.text, {"lead": 1.1, "small": 0.9}.get(block.look, 1.0) * points) + 6
            case Bullets():
                height += sum(_height_of_lines(point, points, indent=30) + 4 for point in block.points)
    return height


def _height_of_lines(text: str, points: float, indent: int = 0) -> float:
    return 1.2 * points * ceil(0.55 * points * len(text) / (PAGE_ACROSS - indent))


def _notice_blocks(given: Given) -> Iterator[Block]:
    return (Paragraph(notice, "label") for notice in notices([given.service]))


def _thanks_blocks(given: Given) -> Iterator[Block]:
    answered = voices.answered(given.heard, given.turnout)
    yield Paragraph(f"{answered} people answered questions about {given.service.name} in {given.round.name}.", "lead")
    yield from _left_out_blocks(given)


def _left_out_blocks(given: Given) -> Iterator[Block]:
    if typed_in := wording.voices.typed_in(given.turnout):
        yield Paragraph(typed_in)
    if unshown := wording.voices.not_shown(given.heard, given.turnout):
        yield Paragraph(unshown)


def _told_blocks(given: Given) -> Iterator[Block]:
    yield Heading("What you told us")
    by_place = sorted(given.heard, key=lambda each: _people_position(given, each))
    lowest = by_place[: given.most]
    highest = [
        each for each in by_place[given.most :] if _people_position(given, each) > _people_position(given, lowest[-1])
    ]
    yield from _rated_blocks(given, "You rated these lowest:" if highest else "How you rated:", lowest)
    yield from _rated_blocks(given, "You rated these highest:", highest[-given.most :][::-1])
    if unsure := sorted((each for each in given.heard if each.unsure), key=lambda each: -each.unsure):
        yield Paragraph("What many of you don't know:", "label", stays=True)
        yield Bullets(tuple(_unsure_point(given, each) for each in unsure[: given.most]))
    if given.words:
        yield Paragraph("In your own words:", "label", stays=True)
        said = list(dict.fromkeys(text for _, text in given.words))
        yield Bullets(tuple(f"“{_cut(text)}”" for text in said[: given.most]))
        if len(said) > given.most:
            yield Paragraph(f"You wrote {len(said) - given.most} more. Ask us for all of it.")


def _rated_blocks(given: Given, heading: str, positions: Sequence[Position]) -> Iterator[Block]:
    if positions:
        yield Paragraph(heading, "label", stays=True)
        yield Bullets(tuple(_people_point(given, each) for each in positions))


def _heard_blocks(given: Given) -> Iterator[Block]:
    yield Heading("What we heard")
    both = [each for each in given.heard if voices.gap(each) is not None]
    apart = sorted((each for each in both if voices.is_wide(each)), key=voices.apart, reverse=True)
    yield Paragraph(
        f"You and we are far apart on {len(apart)} of {len(both)} questions that both of us answered."
        if both
        else "There is no question on which your answer and ours can be compared."
    )
    yield from bullet_list(_apart_point(given, each) for each in apart[: given.most])
    if changed := sum(each.changed_after for each in given.heard):
        yield Paragraph(f"On {counted(changed, 'question')} we changed our answer when yours could be seen.")
    agreed = [each for each in given.positions if each.agreed_level is not None]
    if agreed:
        yield Paragraph("We talked about these together and agreed:", "label", stays=True)
        yield Bullets(tuple(_agreed_point(given, each) for each in agreed[: 2 * given.most]))
    if given.themes:
        yield Paragraph("What your notes are about:", "label", stays=True)
        yield Bullets(
            tuple(_cut(wording.together.point(each), MOST_OF_THEME) for each in given.themes[: 2 * given.most])
        )


def _changed_blocks(given: Given) -> Iterator[Block]:
    if given.impacts:
        yield Heading(wording.impact.HEADING)
        yield Bullets(tuple(_cut(wording.impact.told(impact)) for impact in given.impacts[: given.most]))
        if len(given.impacts) > given.most:
            yield Paragraph(f"There are {len(given.impacts) - given.most} more. Ask us for all of them.")


def _waiting(given: Given) -> list[Action]:
    return [each for each in given.actions if each.state != "dropped"]


def _next_blocks(given: Given) -> Iterator[Block]:
    yield Heading("What happens next")
    waiting = _waiting(given)
    if not waiting:
        yield Paragraph(_NOTHING_PROMISED)
        return
    yield Bullets(tuple(_action_point(each) for each in waiting[: 2 * given.most]))
    if len(waiting) > 2 * given.most:
        yield Paragraph(f"There are {len(waiting) - 2 * given.most} more. Ask us for the whole list.")


def _end_blocks(given: Given) -> Iterator[Block]:
    names = listed([one.title for one in given.frameworks])
    answered = voices.answered(given.heard, given.turnout)
    stands = (
        "the middle one of your answers stands for all of you"
        if all(each.people == answered for each in given.heard)
        else "each answer is the middle one of those that are shown"
    )
    yield Paragraph(
        f"Nobody is named, and no one person's answers are shown: {stands}. The questions follow {names}; the levels "
        "are our own words.",
        "small",
    )


def _asked(given: Given, each: Position) -> tuple[Framework, str]:
    """Return an item's framework and title in the words in which people were asked."""
    framework, item = items_of(given.frameworks)[each.framework, each.item]
    return framework.worded_for("people"), item.worded_for("people").title


def _people_point(given: Given, each: Position) -> str:
    framework, title = _asked(given, each)
    _, item = items_of(given.frameworks)[each.framework, each.item]
    sentence = item.descriptors_people.get(-1 if each.people_level is None else each.people_level)
    said = answer(title, sentence) if sentence else f"{title}: {framework.quoted(each.people_level)}."
    count = given.saying.get((each.framework, each.item))
    return f"{said} {text('sheet.saying', saying=count, of=each.people)}" if count else said


def answer(title: str, sentence: str) -> str:
    """Return how a sheet says an answer: the title of its question with the sentence that people chose."""
    return f"{title}: “{sentence}”"


def _unsure_point(given: Given, each: Position) -> str:
    return f"{_asked(given, each)[1]}: {wording.voices.unsure_of(each)} don't know."


def _apart_point(given: Given, each: Position) -> str:
    framework, title = _asked(given, each)
    yours, ours = framework.quoted(each.people_level), framework.quoted(each.service_level)
    changed = " after we changed it: your answers could be seen by then" if each.changed_after else ""
    return f"{title}: you said {yours}, we said {ours}{changed}."


def _agreed_point(given: Given, each: Position) -> str:
    framework, title = _asked(given, each)
    said = ((each.people_level, "you said"), (each.service_level, "we said"))
    before = ", ".join(f"{who} {framework.quoted(level)}" for level, who in said if level is not None)
    return f"{title}: {framework.quoted(each.agreed_level)}{f' ({before})' if before else ''}."


def _action_point(action: Action) -> str:
    led = " with ".join(filter(None, (action.owner, action.co_owner))) or "nobody yet"
    when = "Done." if action.state == "done" else f"By {day(action.due)}."
    what = _cut(action.what)
    return f"{what}{'' if what.endswith(('.', '!', '?', '…')) else '.'} {when} Led by {led}."


def _people_position(given: Given, each: Position) -> float:
    framework, _ = items_of(given.frameworks)[each.framework, each.item]
    return framework.position(each.people_level) if each.people_level is not None else 0.0


def _cut(text: str, most: int = 160) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]} …"

"""What is given back to the people who answered, in words: how promises stand, and who answered."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assess.core.actions import ActionState
from assess.core.counts import Who
from assess.core.dates import date_of, day
from assess.core.programme import Round, Service
from assess.core.publication import Promise, Publication, lines
from assess.core.text import counted, listed
from assess.wording.plain import text

# A sign for each state, beside words: neither needs a colour.
SIGNS: Mapping[ActionState, str] = {"done": "✓", "under way": "●", "to do": "○", "dropped": "–"}
LOOKS: Mapping[ActionState, str] = {"done": "done", "under way": "now", "to do": "open", "dropped": "dropped"}


class Row(NamedTuple):
    """A promise as people read it: its state, its text, who leads it and the due date."""

    state: str
    what: str
    led: str
    look: str


def row(promise: Promise) -> Row:
    """Return a promise as people read it, its state with a sign: `● Now`."""
    return Row(f"{SIGNS[promise.state]} {_state(promise)}", _ended(promise.what), led_by(promise), LOOKS[promise.state])


def _state(promise: Promise) -> str:
    return text(f"sheet.{LOOKS[promise.state]}")


def _ended(what: str) -> str:
    return what if what.endswith((".", "!", "?", "…")) else f"{what}."


def led_by(promise: Promise) -> str:
    """Say who leads a promise, and the day by which it is kept, or on which it was last changed when it is finished."""
    who = promise.owner or promise.co_owner or text("sheet.nobody")
    if promise.owner and promise.co_owner:
        who = text("sheet.both", owner=promise.owner, other=promise.co_owner)
    is_finished = promise.state in ("done", "dropped")
    return text("sheet.since", who=who, on=promise.since) if is_finished else text("sheet.by", who=who, on=promise.due)


def sentences(publication: Publication, promises: Sequence[Promise]) -> list[str]:
    """Return a sheet as text to read out: without the marks of lists and the signs of states."""
    return [
        text("sheet.title"),
        *(
            line.removeprefix("- ")
            for part in (publication.told, publication.heard, publication.changed)
            for line in lines(part)
        ),
        *(f"{_state(promise)}: {_ended(promise.what)} {led_by(promise)}" for promise in promises),
    ]


def last_changed(publication: Publication, promises: Sequence[Promise]) -> str:
    """Say to people who read a sheet when it, or a promise on it, was last changed."""
    assert publication.at is not None  # noqa: S101 - it is read from the store
    return text("sheet.changed", on=max([date_of(publication.at), *(promise.since for promise in promises)]))


def stands(publication: Publication | None, service: Service, round_: Round) -> str:
    """Say to the service who can read its sheet now."""
    if publication is None or publication.at is None:
        return (
            f"Nobody can read this yet. Once it is published, everybody who has a code for {service.name} in "
            f"{round_.name} opens it with the code or the link with which they answered."
        )
    return (
        f"Published on {day(publication.at)}. Everybody who has a code for {service.name} in {round_.name} can read it "
        "by the code or the link with which they answered. How your actions stand is shown as it is today."
    )


DIFFERS = "The sheet below is not what people read now: publish it again to replace that."
PUBLISHED = "The sheet is published: the code or the link opens it."
WITHDRAWN = "The sheet is withdrawn: no code opens it any more."
BEFORE = (
    "Read it first. It is published as it stands here, with the words of people in it; no name of a person should "
    "be in it."
)

_WHO_COUNTED: Mapping[Who, tuple[str, str]] = {
    "use": ("uses the service", "use the service"),
    "care": ("cares for somebody who uses it", "care for somebody who uses it"),
    "before": ("used it before", "used it before"),
    "other": ("is somebody else", "are somebody else"),
}


def who_answered(counts: Mapping[Who, int], finished: int) -> str:
    """Say how many of those who finished use the service, care for somebody and so on; "" where nothing may be said."""
    if not counts:
        return ""
    parts = [f"{count} {_WHO_COUNTED[who][count != 1]}" for who, count in counts.items()]
    left = finished - sum(counts.values())
    rest = f" The other {left} did not say, or are too few to show." if left > 0 else ""
    return f"Of the {finished} people who finished, {listed(parts, len(parts))}.{rest}"


def given_back(services_by_round: Mapping[str, frozenset[str]], rounds: Sequence[Round]) -> str:
    """Say in how many of these rounds a sheet was published, and how many sheets there are."""
    sheets = [len(services_by_round.get(round_.key, ())) for round_ in rounds]
    published = sum(count > 0 for count in sheets)
    if not published:
        return "No sheet has been given back to people yet."
    return (
        f"Given back to people: {counted(sum(sheets), 'sheet')} published, in {published} of "
        f"{counted(len(rounds), 'round')}."
    )

"""What is given back to the people who answered, in words: how promises stand, and who answered."""

from collections.abc import Mapping, Sequence

from assess.core.actions import ActionState
from assess.core.counts import Who
from assess.core.dates import day
from assess.core.programme import Round, Service
from assess.core.publication import Promise, Publication, lines
from assess.core.text import counted, listed

TITLE = "You told us. This is what we do."
WRONG = "Is something wrong here, or missing? Tell the service."
NOTHING_PROMISED = "We have not yet written down what we will do. Ask us when we will."
# A sign and words for each state: neither needs a colour.
STATES: Mapping[ActionState, tuple[str, str]] = {
    "done": ("✓", "Done"),
    "under way": ("●", "Now"),
    "to do": ("○", "Not yet"),
    "dropped": ("–", "Not any more"),
}


def state(promise: Promise) -> str:
    """Return how a promise stands, with its sign: `● Now`."""
    return " ".join(STATES[promise.state])


def led_by(promise: Promise) -> str:
    """Say who leads a promise, and the day by which it is kept, or on which it was last changed when it is finished."""
    who = " with ".join(filter(None, (promise.owner, promise.co_owner))) or "Nobody leads it yet"
    finished = promise.state in ("done", "dropped")
    return f"{who}, {day(promise.since)}." if finished else f"{who}, by {day(promise.due)}."


def how_many(promises: Sequence[Promise]) -> str:
    """Say how many promises are kept."""
    done = sum(promise.state == "done" for promise in promises)
    return f"{done} of {counted(len(promises), 'promise')} {'is' if done == 1 else 'are'} done."


def sentences(publication: Publication, promises: Sequence[Promise]) -> list[str]:
    """Return a sheet as it is read out: without the marks of lists and the signs of states."""
    return [
        TITLE,
        *(line.removeprefix("- ") for text in (publication.told, publication.heard) for line in lines(text)),
        *(f"{STATES[promise.state][1]}: {promise.what}. {led_by(promise)}" for promise in promises),
    ]


def published_on(publication: Publication, promises: Sequence[Promise]) -> str:
    """Say when a sheet was published, and when a promise on it was last changed, to people who read it."""
    assert publication.at is not None  # noqa: S101 - it is read from the store
    last = max((promise.since for promise in promises), default=None)
    changed = f" The promises were last changed on {day(last)}." if last else ""
    return f"Written on {day(publication.at)}.{changed} Your code opens this page."


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
    rest = f" What the other {left} are is not said, or too few to show." if left > 0 else ""
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

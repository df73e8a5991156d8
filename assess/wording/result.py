"""A service's result in sentences."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from assess.core import scoring
from assess.core.change import Change
from assess.core.dates import day, local
from assess.core.framework import Framework, Item
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.scoring import Standing
from assess.core.submitted import Submitted
from assess.core.text import listed


def where_it_stands(service: Service, round_: Round, rung: Standing, before: Standing | None) -> str:
    """Say on which rung the headline item stands, and how far it moved since the round before."""
    headline, ladder = rung.asked[0], rung.framework
    if headline.key not in rung.levels:
        return f"In {round_.name}, {service.name} did not say on which rung of the ladder it stands."
    level = ladder.level(rung.levels[headline.key])
    place = ladder.values.index(level.value) + 1
    band = f", “{level.band}” people" if level.band else ""
    agreed = _in_brackets(rung.beside(headline.key))
    moved = ""
    if before and headline.key in before.levels:
        change = Change(ladder, headline, before.levels[headline.key], level.value)
        moved = ", the same rung as in the round before" if not change.steps else f", {_rungs(change.steps)}"
    return (
        f"In {round_.name}, {service.name} stands on rung {place} of {len(ladder.levels)}: "
        f"{level.label}{band}{agreed}{moved}."
    )


def in_short(service: Service, round_: Round, now: Mapping[str, Standing], before: Mapping[str, Standing]) -> list[str]:
    """Say what matters most of a result: the first rung and the first scale that the round asked about."""
    rungs = [each for each in now.values() if each.framework.kind == "rung"]
    scales = [each for each in now.values() if each.framework.kind == "scale"]
    return [
        *(where_it_stands(service, round_, each, before.get(each.framework.key)) for each in rungs[:1]),
        *(index(each) for each in scales[:1]),
    ]


def chart_heading(standing: Standing) -> str:
    """Return the finding on a framework as the heading of its chart."""
    framework, headline = standing.framework, standing.asked[0].key
    if framework.kind == "rung" and headline in standing.levels:
        agreed = _in_brackets(standing.beside(headline))
        return f"{framework.title}: {framework.level(standing.levels[headline]).label}{agreed}"
    if framework.kind == "scale" and standing.index is not None:
        return f"{framework.title}: {standing.index} out of 100"
    return framework.title


def on_the_ladder(now: Standing, before: Standing | None) -> str:
    """Return the ladder's alternative text: the rung of this round and of the round before."""
    headline, framework = now.asked[0].key, now.framework
    rungs = [
        f"{when} {framework.level(each.levels[headline]).label}{_in_brackets(each.beside(headline))}"
        for when, each in (("this round", now), ("last round", before))
        if each and headline in each.levels
    ]
    return f"{framework.title}, {len(framework.levels)} rungs: {', '.join(rungs) or 'nothing rated'}."


def index(standing: Standing) -> str:
    """Say the index of a framework with its band and coverage, or why there is none."""
    title, rated = standing.framework.title, _rated(standing)
    if not standing.levels:
        return f"{title}: nothing is rated yet."
    if standing.index is None:
        return f"{title}: {rated}, too few for an index."
    return f"{title}: {standing.index} out of 100, {standing.band} ({rated})."


def meaning(standing: Standing) -> str:
    """Say what the index of a framework means, or that there is none."""
    index, lowest, highest = standing.index, *(standing.framework.levels[end].label for end in (0, -1))
    if index is None:
        return "Too few are rated for an index."
    if index in (0, 100):
        return f"{index} out of 100 means that every rated item stands at “{highest if index else lowest}”."
    return (
        f"{index} out of 100 means that the rated items stand, on average, {index} % of the way from “{lowest}” to "
        f"“{highest}”: {standing.band}."
    )


def coverage(standing: Standing) -> str:
    """Say what an index means and rests on: how much is rated, and which items are lowest."""
    if not standing.levels:
        return "Nothing is rated yet."
    lowest = [item.title for item in standing.lowest]
    # Where all stand alike, a list of the lowest would be a list of all.
    alike = len(lowest) > 1 and len(lowest) == len(standing.levels)
    floor = standing.framework.level(min(standing.levels.values())).label
    low = f"All of these stand at “{floor}”" if alike else f"Lowest: {listed(lowest)}"
    return f"{meaning(standing)} {_rated(standing).capitalize()}. {low}."


def items_moved(changes: Sequence[Change], earlier: Round | None) -> str:
    """Say how many items moved since an earlier round, and which way."""
    if earlier is None:
        return "This is its first round, so there is nothing to compare with yet."
    if not changes:
        return f"No item was rated both now and in {earlier.name}."
    up, down = sum(each.steps > 0 for each in changes), sum(each.steps < 0 for each in changes)
    same = len(changes) - up - down
    return f"Since {earlier.name}, {up} of {len(changes)} items moved up, {down} moved down and {same} stayed the same."


def evidenced(standings: Mapping[str, Standing]) -> str:
    """Say how many of the ratings are backed by a note or a link."""
    rated = sum(len(each.levels) for each in standings.values())
    backed = sum(len(each.evidenced) for each in standings.values())
    if not rated:
        return "Nothing is rated yet."
    share = round(100 * backed / rated)
    are = "is" if backed == 1 else "are"
    return f"{backed} of {rated} ratings ({share} %) {are} backed by a note or a link."


def next_level(framework: Framework, item: Item, level: int, beside: str = "") -> str:
    """Say what the level above looks like for this item; the level must not be the highest.

    `beside` says that it is the agreed level; see `Standing.beside`.
    """
    above = framework.values[framework.values.index(level) + 1]
    return (
        f"{item.title} is at “{framework.level(level).label}”{_in_brackets(beside)}. "
        f"The next step, “{framework.level(above).label}”, looks like this: {framework.descriptor(item, above)}"
    )


def _rungs(steps: int) -> str:
    count = "one rung" if abs(steps) == 1 else f"{abs(steps)} rungs"
    return f"{count} {'up' if steps > 0 else 'down'} since the round before"


def _rated(standing: Standing) -> str:
    aside = len(standing.does_not_apply)
    rest = "" if not aside else f", {aside} {'does' if aside == 1 else 'do'} not apply"
    agreed = f", {len(standing.agreed)} at an agreed level" if standing.agreed else ""
    return f"{len(standing.levels)} of {len(standing.asked)} rated{agreed}{rest}"


def _in_brackets(beside: str) -> str:
    return f" ({beside})" if beside else ""


NO_STRENGTHS = "No item stands out above the middle of its scale yet."


def strengths(standings: Iterable[Standing], heard: Sequence[Position] = ()) -> list[str]:
    """Name the strengths on each scale, a sentence each; see `scoring.strengths`.

    `heard` are the positions of the round on which people's level may be seen.
    """
    sentences = []
    for each in standings:
        framework = each.framework
        people = {p.item: p.people_level for p in heard if p.framework == framework.key and p.people_level is not None}
        items = scoring.strengths(each, people) if framework.kind == "scale" else ()
        if items:
            named = listed([f"{item.title}{_in_brackets(each.beside(item.key))}" for item in items])
            sentences.append(f"{framework.title}: {named}, at “{framework.level(each.levels[items[0].key]).label}”.")
    return sentences


def submitted(round_: Round, when: Submitted) -> str:
    """Say when answers were submitted, corrected and reopened, and what of that came too late."""
    corrected = f", corrected on {day(when.counting)}" if when.is_corrected else ""
    sentences = [f"Submitted on {day(when.first)}{corrected}{late_note(round_, when.counting)}."]
    if when.is_corrected_too_late:
        sentences.append(f"Corrected again on {day(when.last)}, after the close: that is kept, and does not count.")
    if when.reopened:
        sentences.append(f"Reopened on {day(when.reopened)} and not submitted again: the answers from before stand.")
    return " ".join(sentences)


def is_rated(service: Service, round_: Round, when: Submitted) -> str:
    """Confirm that a service has just submitted its answers: what, and when."""
    again = "again " if when.last != when.first else ""
    return (
        f"{service.name} is rated for {round_.name}: submitted {again}on {day(when.last)} at {local(when.last):%H:%M}"
        f"{late_note(round_, when.last)}."
    )


def late_note(round_: Round, at: datetime) -> str:
    """Say that what was submitted then came too late; "" where it came in time."""
    return "" if round_.counts(at) else ", after the close: it is kept, and does not count"


HOW_SCORED = (
    "A blank is unknown, never zero. The index is 100 × the mean position of the rated items, shown from 80 % rated; "
    "it and its quarters are ours, not the published frameworks'."
)


def moves(changes: Sequence[Change], before: Round, after: Round) -> list[dict[str, str]]:
    """Return items that moved as rows of a table, those that rose furthest first."""
    return [
        {
            "Item": change.item.title,
            before.name: f"{change.framework.level(change.before).label}{_in_brackets(change.beside_before)}",
            after.name: f"{change.framework.level(change.after).label}{_in_brackets(change.beside_after)}",
            "Change": change.words,
        }
        for change in sorted(changes, key=lambda change: -change.steps)
    ]

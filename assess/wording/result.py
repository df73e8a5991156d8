"""A service's result in sentences."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from assess.core import scoring
from assess.core.answers import Answer, ItemKey
from assess.core.change import Change
from assess.core.dates import day, local
from assess.core.framework import Framework, Item
from assess.core.history import PeopleMoved, RoundLevels
from assess.core.position import Position
from assess.core.programme import READING, Round, Service
from assess.core.scoring import Standing
from assess.core.submitted import Submitted
from assess.core.text import counted, listed, moved
from assess.core.voices import CHANGED_AFTER, beside
from assess.wording import signs
from assess.wording.voices import whose

RUNG = "A rung is one step of the ladder: the higher it is, the more power is shared."
ITEM = "An item is one question, rated on the levels of its framework."


def heading(service: Service, standings: Mapping[str, Standing]) -> str:
    """Say the finding of a result: the rung; without one, how many items of the first rated scale are high and low."""
    rung = _rung(standings)
    if rung is not None and rung.asked[0].key in rung.levels:
        headline, ladder = rung.asked[0].key, rung.framework
        agreed = ", as agreed" if headline in rung.agreed else ""
        level = ladder.level(rung.levels[headline])
        place = ladder.values.index(level.value) + 1
        return f"{service.name}: rung {place} of {len(ladder.levels)}, {level.label}{agreed}"
    scale = next((each for each in standings.values() if each.framework.kind == "scale" and each.levels), None)
    return f"{service.name}: {thirds(scale) if scale else 'nothing rated yet'}"


def thirds(standing: Standing) -> str:
    """Say how many of a framework's items stand high and low on its scale."""
    counts = Counter(standing.framework.third(level) for level in standing.levels.values())
    return f"{counts['high']} high, {counts['low']} low, of {len(standing.levels)} rated"


def where_it_stands(past: Sequence[RoundLevels], standings: Mapping[str, Standing]) -> str:
    """Say at which stage of the ladder a service stands and how far it moved; "" where there is no ladder.

    `past` are its rounds, oldest first; the standings are those of the last.
    """
    rung, now = _rung(standings), past[-1].round.name
    if rung is None:
        return ""
    headline, ladder = rung.asked[0].key, rung.framework
    if headline not in rung.levels:
        return f"In {now} it did not say on which rung of the ladder it stands."
    level = ladder.level(rung.levels[headline])
    agreed = _in_brackets(rung.beside(headline))
    moves = _moves_on_the_ladder(past, ladder, headline)
    return f"In {now} it stands at “{level.band or level.label}”{agreed}{moves}."


def _rung(standings: Mapping[str, Standing]) -> Standing | None:
    return next((each for each in standings.values() if each.framework.kind == "rung"), None)


def _moves_on_the_ladder(past: Sequence[RoundLevels], ladder: Framework, headline: str) -> str:
    """Say how many rungs it moved since the last round with a rung, and since the first one if that is another."""
    levels = [(each.round, each.levels.get((ladder.key, headline))) for each in past]
    *earlier, (_, now) = [(round_, ladder.values.index(lv)) for round_, lv in levels if lv in ladder.values]
    if not earlier:
        return ""
    moves = [_rungs(now - place, round_) for round_, place in dict.fromkeys((earlier[-1], earlier[0]))]
    return f": {', '.join(moves)}"


def _rungs(steps: int, since: Round) -> str:
    if not steps:
        return f"the same rung as in {since.name}"
    count = "one rung" if abs(steps) == 1 else f"{abs(steps)} rungs"
    return f"{count} {'up' if steps > 0 else 'down'} since {since.name}"


def ladder_note(past: Sequence[RoundLevels], key: ItemKey) -> str:
    """Explain a rung, and say in which rounds people's is left out because they read other words."""
    rounds = [each.round.name for each in past if each.hides_people(key)]
    left_out = f" People read other words in {listed(rounds)}, so their rung of then is left out." if rounds else ""
    return f"{RUNG}{left_out}"


def path_heading(framework: Framework, shown: int, rounds: int) -> str:
    """Return the heading of a ladder with the path on it, over as many of a service's rounds as are shown."""
    over = f"{rounds} rounds" if shown == rounds else f"the last {shown} of {rounds} rounds"
    return f"{_ladder(framework)}: {f'its path over {over}' if shown > 1 else 'where it stands'}"


def _ladder(framework: Framework) -> str:
    """Name what the path of a ladder is about: all of it, or the first of its levels."""
    first = _first_part(framework.items[0])
    return f"{framework.title}, {first.lower()}" if framework.picture == "steps" else framework.title


def on_the_ladder(framework: Framework, past: Sequence[RoundLevels]) -> str:
    """Return the alternative text of a ladder above the table of its path; see `rungs`."""
    return f"{rungs(framework, past)} The table below has the same."


def rungs(framework: Framework, past: Sequence[RoundLevels]) -> str:
    """Say the rung and people's in each round, the oldest first."""
    key = framework.key, framework.items[0].key
    own, people = [each.levels.get(key) for each in past], [each.people(key) for each in past]
    theirs = f"; people {signs.path(people)}" if any(level is not None for level in people) else ""
    return f"{_ladder(framework)}, {len(framework.levels)} rungs: {signs.path(own)}{theirs}."


def stages_heading(framework: Framework) -> str:
    """Name the picture of a ladder's items: stages round a cycle, or levels one under another."""
    return framework.title if framework.picture == "steps" else f"{framework.title} by stage"


def stages(framework: Framework, items: Sequence[Item], levels: Mapping[str, int]) -> str:
    """Return the alternative text of the picture of a ladder's items above the table of them."""
    stands = [f"{_first_part(item)} {framework.named(levels.get(item.key)).lower()}" for item in items]
    return f"{stages_heading(framework)}, {len(framework.levels)} rungs: {', '.join(stands)}. The table has the same."


def _first_part(item: Item) -> str:
    return item.title.partition(":")[0]


def stage_rows(
    items: Sequence[Item], now: Standing, before: Standing | None, rounds: Sequence[Round]
) -> list[dict[str, str]]:
    """Return the rung of each of these items as rows of a table: in the last round, then in the one before.

    `rounds` are that round and, where there is one before, that as well.
    """
    each = zip(rounds, (now, before), strict=False)
    stands = [(round_.name, standing) for round_, standing in each if standing]
    return [
        {"About": item.title}
        | {name: standing.framework.named(standing.levels.get(item.key)) for name, standing in stands}
        for item in items
    ]


def path_rows(framework: Framework, past: Sequence[RoundLevels], service: Service) -> list[dict[str, str]]:
    """Return the rung in each round as rows of a table, the newest first."""
    key = framework.key, framework.items[0].key
    return [
        {
            "Round": each.round.name,
            whose("service", service): _own_rung(framework, each, key),
            "People": _named(framework.worded_for("people"), each.people(key), "–"),
        }
        for each in reversed(past)
    ]


def _own_rung(framework: Framework, levels: RoundLevels, key: ItemKey) -> str:
    unknown = "Not rated" if levels.is_submitted else signs.UNKNOWN.capitalize()
    return _named(framework, levels.levels.get(key), unknown) + _in_brackets(
        beside(framework, levels.positions.get(key))
    )


def _named(framework: Framework, level: int | None, unknown: str) -> str:
    # A level of an earlier wording may be on no scale of today's.
    return unknown if level is None else framework.named(level) if level in framework.values else str(level)


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
    # If all stand alike, a list of the lowest would name everything.
    alike = len(lowest) > 1 and len(lowest) == len(standing.levels)
    floor = standing.framework.level(min(standing.levels.values())).label
    low = f"All of these stand at “{floor}”" if alike else f"Lowest: {listed(lowest)}"
    return f"{meaning(standing)} {_rated(standing).capitalize()}. {low}."


def items_heading(changes: Sequence[Change], earlier: Round | None) -> str:
    """Say as a heading how many items rose and fell since an earlier round; the ladder is not among the changes."""
    if earlier is None:
        return "Items in the first round"
    if not changes:
        return f"Items: none was rated in {earlier.name} too"
    up, down = sum(each.steps > 0 for each in changes), sum(each.steps < 0 for each in changes)
    return f"{up} {'item' if up == 1 else 'items'} rose, {down} fell since {earlier.name}"


def items_moved(changes: Sequence[Change], earlier: Round | None) -> str:
    """Say how many items moved since an earlier round, and which way; the ladder is not among the changes."""
    if earlier is None:
        return "This is its first round, so there is nothing to compare with yet."
    if not changes:
        return f"No item was rated both now and in {earlier.name}."
    up, down = sum(each.steps > 0 for each in changes), sum(each.steps < 0 for each in changes)
    same = len(changes) - up - down
    return f"Since {earlier.name}, {up} of {len(changes)} items moved up, {down} moved down and {same} stayed the same."


def people_moved(change: PeopleMoved | None, ladder: ItemKey | None) -> str:
    """Say on how many items people's level moved since an earlier round, and on the ladder; "" without two rounds."""
    if change is None:
        return ""
    items = [steps for key, steps in change.steps.items() if key != ladder]
    up, down = sum(steps > 0 for steps in items), sum(steps < 0 for steps in items)
    parts = [f"of {counted(len(items), 'item')} {up or 'none'} rose and {down or 'none'} fell"] if items else []
    if ladder is not None and ladder in change.steps:
        parts.append(f"on the ladder {moved(change.steps[ladder])}")
    return f"What people say, since {change.since.name}: {'; '.join(parts)}."


def differ(differences: Sequence[str]) -> str:
    """Say that two rounds differ in more than their ratings; "" where they do not."""
    if not differences:
        return ""
    ways = "another way" if len(differences) == 1 else f"{len(differences)} other ways"
    return f"Read these moves with care: the two rounds differ in {ways}, see “What changed”."


def marks(standing: Standing, item: Item, position: Position | None, corrected: Mapping[ItemKey, int | None]) -> str:
    """Say what a reader must know of an item: set aside, not known, agreed, corrected, changed late; "" for nothing."""
    framework, key = standing.framework, (standing.framework.key, item.key)
    said = [
        f"does not apply: {standing.does_not_apply[item.key]}" if item.key in standing.does_not_apply else "",
        "the service does not know" if item.key in standing.dont_know else "",
        standing.beside(item.key),
        f"corrected, {_named(framework, corrected[key], 'not rated')} before" if key in corrected else "",
        CHANGED_AFTER if position is not None and position.changed_after else "",
    ]
    return "; ".join(filter(None, said))


def evidenced(standings: Mapping[str, Standing]) -> str:
    """Say how many of the ratings are backed by a note or a link."""
    rated = sum(len(each.levels) for each in standings.values())
    backed = sum(len(each.evidenced) for each in standings.values())
    if not rated:
        return "Nothing is rated yet."
    share = round(100 * backed / rated)
    are = "is" if backed == 1 else "are"
    return f"{backed} of {rated} ratings ({share} %) {are} backed by a note or a link."


def not_known(standings: Iterable[Standing]) -> str:
    """Name the items of which the service says that it does not know where it stands; "" for none."""
    titles = [item.title for standing in standings for item in standing.not_known]
    return f"{listed(titles)}. The answer was “I don't know”." if titles else ""


def next_step(standing: Standing, item: Item) -> tuple[str, str]:
    """Return an item's step to the level above, and what to do to reach it; it must not be at the highest."""
    framework, level = standing.framework, standing.levels[item.key]
    above = framework.values[framework.values.index(level) + 1]
    start, end = (framework.level(value).label for value in (level, above))
    step = f"{item.title}, from {start}{_in_brackets(standing.beside(item.key))} to {end}"
    return step, framework.next_step(item, above)


def _rated(standing: Standing) -> str:
    aside = len(standing.does_not_apply)
    rest = "" if not aside else f", {aside} {'does' if aside == 1 else 'do'} not apply"
    rest += f", {len(standing.dont_know)} not known" if standing.dont_know else ""
    agreed = f", {len(standing.agreed)} at an agreed level" if standing.agreed else ""
    return f"{len(standing.levels)} of {len(standing.asked)} rated{agreed}{rest}"


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""


NO_STRENGTHS = "No item stands out above the middle of its scale yet."


def strengths(standings: Iterable[Standing], heard: Sequence[Position] = ()) -> list[str]:
    """Name the strengths on each scale, a sentence each; see `scoring.strengths`.

    `heard` are the positions of the round on which people's level may be seen.
    """
    sentences = []
    for each in standings:
        framework = each.framework
        on_it = [each for each in heard if each.framework == framework.key and not each.is_experience]
        people = {each.item: each.people_level for each in on_it if each.people_level is not None}
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


def by_whom(service: Service, round_: Round, when: Submitted) -> str:
    """Say whose answers a result shows: the organisation's and when it submitted them, or our reading of a report."""
    return f"{service.organisation}. {f'{READING}.' if service.is_reading else submitted(round_, when)}"


def written(answers: Mapping[ItemKey, Answer], framework: Framework) -> list[tuple[str, str]]:
    """Return the notes, links and reasons of answers to a framework's items, each with the item and its level."""
    return [
        (_rated_as(framework, item, answers.get((framework.key, item.key), Answer(framework.key, item.key))), text)
        for item in framework.items
        if (text := _written(answers, framework, item))
    ]


def _written(answers: Mapping[ItemKey, Answer], framework: Framework, item: Item) -> str:
    answer = answers.get((framework.key, item.key), Answer(framework.key, item.key))
    return " ".join(filter(None, (answer.does_not_apply, *notes(answers, framework, item), answer.link)))


def notes(answers: Mapping[ItemKey, Answer], framework: Framework, item: Item) -> list[str]:
    """Return the notes on an item, each after its heading if there are two."""
    written = {
        heading: answers[framework.key, key].note
        for key, heading in framework.note_keys(item).items()
        if (framework.key, key) in answers
    }
    return [f"{heading}: {note}" if heading else note for heading, note in written.items() if note]


def _rated_as(framework: Framework, item: Item, answer: Answer) -> str:
    if answer.level is None:
        return item.title
    return f"{item.title}, {framework.quoted(answer.level)}"


def written_heading(service: Service, count: int | None) -> str:
    """Name what is written behind a service's own levels, or behind our reading of a report, and how much it is.

    Without a count nothing of it is shown.
    """
    heading = READING if service.is_reading else "What the service wrote"
    return heading if count is None else f"{heading} ({count})"


def is_rated(service: Service, round_: Round, when: Submitted) -> str:
    """Confirm that a service has just submitted its answers: what, and when."""
    again = "again " if when.last != when.first else ""
    return (
        f"{service.name} is rated for {round_.name}: submitted {again}on {day(when.last)} at {local(when.last):%H:%M}"
        f"{late_note(round_, when.last)}."
    )


def late_note(round_: Round, at: datetime) -> str:
    """Say that a submission at this time was too late; "" if it was in time."""
    return "" if round_.counts(at) else ", after the close: it is kept, and does not count"


NOTHING_WRITTEN = "Nothing was written behind the levels."
# The header of the first column in both tables of notes, and of the others a blank.
NOTED, NOT_NOTED = "About", "Nothing written"


def notes_heading(framework: Framework) -> str:
    """Name the tables of the two notes on each item of a framework."""
    return f"{framework.title}: both notes"


HOW_SCORED = (
    "A blank is unknown, never zero. The index is 100 × the mean position of the rated items, shown from 80 % rated; "
    "it and its quarters are ours, not the published frameworks'."
)


def levels_moved(change: Change) -> tuple[str, str]:
    """Return the levels between which an item moved, each with the service's own where it is the agreed one."""
    before = f"{change.framework.level(change.before).label}{_in_brackets(change.beside_before)}"
    return before, f"{change.framework.level(change.after).label}{_in_brackets(change.beside_after)}"

"""Findings in words: sentences that somebody could read out at a meeting."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from assess import voices
from assess.access import Grant, Person
from assess.action import Action
from assess.acts import Event
from assess.assessment import Answer, ItemKey
from assess.compare import Change
from assess.framework import Framework, Item, Voice
from assess.portfolio import Layer
from assess.position import Position
from assess.programme import Round, Service
from assess.scoring import Standing, standing
from assess.voices import Note, Turnout
from assess.words import counted, day, listed


def where_it_stands(service: Service, round_: Round, rung: Standing, before: Standing | None) -> str:
    """Say on which rung the headline item stands, and how far it moved since the round before."""
    headline, ladder = rung.asked[0], rung.framework
    if headline.key not in rung.levels:
        return f"In {round_.name}, {service.name} did not say on which rung of the ladder it stands."
    level = ladder.level(rung.levels[headline.key])
    place = ladder.values.index(level.value) + 1
    band = f", “{level.band}” people" if level.band else ""
    moved = ""
    if before and headline.key in before.levels:
        change = Change(ladder, headline, before.levels[headline.key], level.value)
        moved = ", the same rung as in the round before" if not change.steps else f", {_rungs(change.steps)}"
    return (
        f"In {round_.name}, {service.name} stands on rung {place} of {len(ladder.levels)}: {level.label}{band}{moved}."
    )


def in_short(service: Service, round_: Round, now: Mapping[str, Standing], before: Mapping[str, Standing]) -> list[str]:
    """Say what matters most of a result: the first rung and the first scale that the round asked about."""
    rungs = [each for each in now.values() if each.framework.kind == "rung"]
    scales = [each for each in now.values() if each.framework.kind == "scale"]
    return [
        *(where_it_stands(service, round_, each, before.get(each.framework.key)) for each in rungs[:1]),
        *(index(each) for each in scales[:1]),
    ]


def finding(standing: Standing) -> str:
    """Return the finding on a framework as the heading of its chart."""
    framework, headline = standing.framework, standing.asked[0].key
    if framework.kind == "rung" and headline in standing.levels:
        return f"{framework.title}: {framework.level(standing.levels[headline]).label}"
    if framework.kind == "scale" and standing.index is not None:
        return f"{framework.title}: {standing.index} out of 100"
    return framework.title


def on_the_ladder(now: Standing, before: Standing | None) -> str:
    """Return the ladder's alternative text: the rung of this round and of the round before."""
    headline, framework = now.asked[0].key, now.framework
    rungs = [
        f"{when} {framework.level(each.levels[headline]).label}"
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
    return f"{title}: {standing.index} out of 100, which we call {standing.band} ({rated})."


def coverage(standing: Standing) -> str:
    """Say what an index rests on: how much is rated, and which items are lowest."""
    if not standing.levels:
        return "Nothing is rated yet."
    called = "Too few are rated for an index." if standing.index is None else f"We call that {standing.band}."
    lowest = [item.title for item in standing.lowest]
    # Where all stand alike, a list of the lowest would be a list of all.
    alike = len(lowest) > 1 and len(lowest) == len(standing.levels)
    floor = standing.framework.level(min(standing.levels.values())).label
    low = f"All of these stand at “{floor}”" if alike else f"Lowest: {listed(lowest)}"
    return f"{called} {_rated(standing).capitalize()}. {low}."


def moved(changes: Sequence[Change], earlier: Round | None) -> str:
    """Say how many items moved since an earlier round, and which way."""
    if earlier is None:
        return "This is its first round, so there is nothing to compare with yet."
    if not changes:
        return f"No item was rated both now and in {earlier.name}."
    up, down = sum(each.steps > 0 for each in changes), sum(each.steps < 0 for each in changes)
    same = len(changes) - up - down
    return f"Since {earlier.name}, {up} of {len(changes)} items moved up, {down} moved down and {same} stayed the same."


def two_voices(heard: Sequence[Position]) -> str:
    """Say how far the two voices stand apart, from positions on which people's level may be seen."""
    both = [each for each in heard if voices.gap(each) is not None]
    wide = [each for each in both if voices.is_wide(each)]
    most = max((each.people for each in heard), default=0)
    if not both:
        return f"{_people(most)} answered; the service has not."
    kinder = sum((voices.gap(each) or 0) > 0 for each in both)
    return (
        f"{_people(most)} answered too. On {len(wide)} of {len(both)} items the two voices stand two levels or more "
        f"apart; on {kinder} the service rates itself higher than people do."
    )


def furthest_apart(heard: Sequence[Position], items: Mapping[ItemKey, tuple[Framework, Item]], most: int = 3) -> str:
    """Name the items on which the two voices stand two levels or more apart, with what each says; "" for none."""
    wide = sorted((each for each in heard if voices.is_wide(each)), key=voices.apart, reverse=True)
    said = []
    for each in wide[:most]:
        framework, item = items[each.framework, each.item]
        service, people = framework.quoted(each.service_level), framework.quoted(each.people_level)
        agreed = f", agreed on {framework.quoted(each.agreed_level)}" if each.agreed_level is not None else ""
        said.append(f"{item.title} (the service says {service}, people say {people}{agreed})")
    more = f"; and {len(wide) - most} more" if len(wide) > most else ""
    return f"Furthest apart: {'; '.join(said)}{more}." if said else ""


def voices_finding(framework: Framework, heard: Sequence[Position]) -> str:
    """Say in a heading how far the two voices stand apart on a framework's items."""
    both = [each for each in heard if voices.gap(each) is not None]
    wide = [framework.item(each.item).title for each in both if voices.is_wide(each)]
    if not both:
        return f"{framework.title}: people alone have answered"
    if wide:
        return f"{framework.title}: far apart{f' on {listed(wide)}' if len(both) > 1 else ''}"
    apart = sum(voices.apart(each) > 0 for each in both)
    said = "one level apart" if apart else "the same"
    return f"{framework.title}: {said}{f' on {apart or len(both)} of {len(both)}' if len(both) > 1 else ''}"


def side_by_side(heard: Sequence[Position], framework: Framework) -> list[dict[str, str]]:
    """Return both voices on a framework's items as rows of a table, in the order of the form."""
    rows = []
    for each in heard:
        item = framework.item(each.item)
        rows.append(
            {
                "Item": item.title,
                "Service": framework.named(each.service_level),
                "People": f"{framework.named(each.people_level)} ({each.people})",
                # A column of its own for what is agreed would not fit on a phone.
                "Gap": "; ".join(filter(None, (_apart(voices.gap(each)), _agreed(framework, each.agreed_level)))),
            }
        )
    return rows


def each_voice(position: Position, framework: Framework, item: Item) -> list[str]:
    """Say what each voice holds true of an item, a sentence each."""
    said = (("The service", position.service_level), (_people(position.people), position.people_level))
    return [
        f"{who}: {framework.level(level).label}. {framework.descriptor(item, level)}"
        for who, level in said
        if level is not None
    ]


def _people(count: int) -> str:
    return "One person" if count == 1 else f"{count} people"


def _agreed(framework: Framework, level: int | None) -> str:
    return "" if level is None else f"agreed on {framework.named(level)}"


def _apart(difference: int | None) -> str:
    if not difference:
        return "" if difference is None else "same"
    flag = ", far apart" if abs(difference) >= voices.WIDE_GAP else ""
    return f"people {abs(difference)} {'lower' if difference > 0 else 'higher'}{flag}"


def evidenced(standings: Mapping[str, Standing]) -> str:
    """Say how many of the ratings are backed by a note or a link."""
    rated = sum(len(each.levels) for each in standings.values())
    backed = sum(len(each.evidenced) for each in standings.values())
    if not rated:
        return "Nothing is rated yet."
    share = round(100 * backed / rated)
    are = "is" if backed == 1 else "are"
    return f"{backed} of {rated} ratings ({share} %) {are} backed by a note or a link."


def next_level(framework: Framework, item: Item, level: int) -> str:
    """Say what the level above looks like for this item; the level must not be the highest."""
    above = framework.values[framework.values.index(level) + 1]
    return (
        f"{item.title} is at “{framework.level(level).label}”. "
        f"The next step, “{framework.level(above).label}”, looks like this: {framework.descriptor(item, above)}"
    )


def _rungs(steps: int) -> str:
    count = "one rung" if abs(steps) == 1 else f"{abs(steps)} rungs"
    return f"{count} {'up' if steps > 0 else 'down'} since the round before"


def _rated(standing: Standing) -> str:
    aside = len(standing.does_not_apply)
    rest = "" if not aside else f", {aside} {'does' if aside == 1 else 'do'} not apply"
    return f"{len(standing.levels)} of {len(standing.asked)} rated{rest}"


def strengths(standings: Iterable[Standing]) -> list[str]:
    """Name the items that stand highest on each scale, where some stand higher than others; a sentence each."""
    return [
        f"{each.framework.title}: {listed([item.title for item in each.highest])}, "
        f"at “{each.framework.level(each.levels[each.highest[0].key]).label}”."
        for each in standings
        if each.highest and each.framework.kind == "scale"
    ]


def levels(framework: Framework) -> list[dict[str, str]]:
    """Return the levels of a framework as rows of a table, from the highest down."""
    return [
        {"Level": f"{level.value} {level.label}", "What it looks like": level.descriptor}
        | ({"Band": level.band} if level.band else {})
        for level in reversed(framework.levels)
    ]


def worked_example(principles: Framework) -> str:
    """Work an index out before the reader's eyes, with the same code that every page uses."""
    given = dict(zip((item.key for item in principles.items), (3, 2, 3, 1, 2, 4, 1), strict=False))
    shown = standing(
        principles,
        "quick",
        "service",
        {(principles.key, key): Answer(principles.key, key, level) for key, level in given.items()},
    )
    total, most = sum(given.values()), principles.highest * len(given)
    return (
        f"A service rates {len(given)} of the {len(principles.items)} principles: "
        f"{', '.join(f'{principles.item(key).title} {level}' for key, level in given.items())}. "
        f"{shown.asked[-1].title} stays blank. The levels add up to {total}; the most they could be is "
        f"{len(given)} × {principles.highest} = {most}. The index is 100 × {total} ÷ {most}, which is "
        f"{shown.index}: we call that {shown.band}. The blank counts neither for nor against. "
        f"The lowest are {listed([item.title for item in shown.lowest])}."
    )


def too_late(round_: Round, at: datetime) -> str:
    """Say that what was submitted then came too late; "" where it came in time."""
    return "" if round_.counts(at) else ", after the close: it is kept, and does not count"


HOW = (
    "A blank is unknown, never zero. The index is 100 × the mean position of the rated items, shown from 80 % rated; "
    "it and its bands are ours, not the published frameworks'."
)

HOW_IN_FULL = f"""
- **A blank is unknown, never zero.** What does not apply is left out and its reason is kept.
- **The ladder** has no score. It shows a rung and its band, and how many rungs it moved. Rungs are never averaged.
- **The index** of a framework is 100 × the mean position of its rated items, where the lowest level is 0 and the
  highest is 1. It is shown as a whole number, and only when at least 80 % of the items that apply are rated.
- **Coverage and the lowest items** always stand beside it: a high index may hide one item at the bottom.
- **Evidenced** is a rating with a note or a link. How many ratings are evidenced stands at the end of a result.
- **Two voices.** The level of an item that counts is the one that both voices agreed on, else the service's own.
  People's level is the lower median of their responses, and a group that answered together counts as one. Where the
  two stand {voices.WIDE_GAP} levels apart or more, we say so.
- **Change** counts only the items that both rounds rated, in whole levels up or down.
- **Too late**: what is submitted after a round has closed is kept and marked, and does not count.
- **Service view only** means that too few people who use the service have answered, or none: it is how the service
  sees itself.
- **Beside similar services**: a frozen copy of other services' newest closed rounds, of the same kind and area, else of
  the same kind, else of everyone. It is shown only where there are enough of enough organisations, in numbers rounded
  to five, and renewed only when several have changed, so that nobody can work out one service's level.
- The scales, the index and its bands are Rung by Rung's own. They are not a published instrument's grades.
"""

WELCOME = """
- You need no account, and we do not ask your name.
- You can leave any question out. You can stop at any time; what you have said is kept.
- Your answers count when you press “Submit” at the end.
- Nobody at the service sees who said what. They see people's answers together, from five people or from a group, and
  words that you write as you wrote them.
"""

DATA = """
- **Every answer is kept as you give it**, in the database of whoever runs Rung by Rung. Nothing is sent anywhere else.
- **Nothing is overwritten.** When you change an answer, the one before it stays in the history, with the time.
- **Submitting freezes your answers.** You can reopen them; your reason is kept.
- **Do not write people's names or anything private in a note.** Whoever may see your result may read your notes.
"""


def moves(changes: Sequence[Change], before: Round, after: Round) -> list[dict[str, str]]:
    """Return items that moved as rows of a table, those that rose furthest first."""
    return [
        {
            "Item": change.item.title,
            before.name: change.framework.level(change.before).label,
            after.name: change.framework.level(change.after).label,
            "Change": change.words,
        }
        for change in sorted(changes, key=lambda change: -change.steps)
    ]


def who_is_in(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> list[dict[str, str]]:
    """Return how far each service and its people are in a round, as rows of a table; nothing of what they said.

    `invited` are the keys of the services whose people can answer by a link or a code.
    """
    return [
        {
            "Service": service.name,
            "Service's own answers": _came(turnout.get((service.key, "service"))),
            "People invited": "yes" if service.key in invited else "not yet",
            "Answers by people": came_in(turnout.get((service.key, "people"))),
        }
        for service in services
    ]


def how_many_are_in(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> str:
    """Say how many services have submitted in a round, have begun or have not, and how many have invited people."""
    own = [turnout.get((service.key, "service")) for service in services]
    done, begun = sum(bool(each and each.last) for each in own), sum(bool(each and not each.last) for each in own)
    asked = sum(service.key in invited for service in services)
    parts = [f"{done} of {counted(len(own), 'service')} {'has' if 1 in (done, len(own)) else 'have'} submitted"]
    if begun:
        parts.append(f"{begun} {'has' if begun == 1 else 'have'} begun")
    if idle := len(own) - done - begun:
        parts.append(f"{idle} not yet")
    return f"{', '.join(parts)}. {asked} {'has' if asked == 1 else 'have'} invited people."


def came_in(people: Turnout | None) -> str:
    """Say how many answers by people, each one's or a group's, are in, and how many are begun and not submitted."""
    if people is None:
        return "none yet"
    waiting = people.begun - people.submitted
    return f"{people.submitted} submitted" + (f", {waiting} begun" if waiting else "")


def round_list(rounds: Sequence[Round]) -> list[dict[str, str]]:
    """Return rounds as rows of a table."""
    return [
        {
            "Round": each.name,
            "First day": day(each.opens),
            "Last day": day(each.ended.date() if each.ended else each.closes),
            "Form": each.form,
        }
        for each in rounds
    ]


def promises(actions: Sequence[Action], today: date) -> str:
    """Say how many actions there are, how many are done, overdue or without an owner."""
    if not actions:
        return "Nothing was promised yet."
    kept = sum(each.state == "done" for each in actions)
    overdue = sum(each.is_overdue(today) for each in actions)
    ownerless = sum(not each.owner and not each.is_finished for each in actions)
    return f"{len(actions)} promised: {kept} done, {overdue} overdue, {ownerless} without an owner."


_LAYERS: Mapping[Layer, str] = {
    "level": "Each number is a level from {lowest} to {highest}; the stronger the colour, the higher. "
    "A dot · is not rated: unknown, not zero.",
    "change": "Levels up (+, blue) or down (−, orange) since the service's round before. "
    "A dot · was not rated in both rounds.",
    "gap": "Levels by which the service rates itself above (+, blue) or below (−, orange) people. "
    "A dot · has no gap to show: too few people answered, or the service did not rate it.",
    "evidence": "✓ is backed by a note or a link, – is not. A dot · is not rated.",
    "age": "Months since the round closed, 0 while it is open; the stronger the colour, the older. "
    "A dot · is not rated.",
}


def layer(shown: Layer, framework: Framework) -> str:
    """Say how to read a layer of the heat map."""
    lowest, highest = (f"{level.value} “{level.label}”" for level in (framework.levels[0], framework.levels[-1]))
    return _LAYERS[shown].format(lowest=lowest, highest=highest)


def history(framework: Framework, positions: Sequence[Position], rounds: Mapping[str, Round]) -> list[dict[str, str]]:
    """Return where an item stood in each round as rows of a table, in the order given."""
    return [
        {
            "Round": rounds[each.round].name,
            "Level that counts": framework.named(each.level),
            "Service": framework.named(each.service_level),
            "People": f"{framework.named(each.people_level)} ({each.people})" if each.people else "not shown",
        }
        | ({"Agreed": framework.named(each.agreed_level)} if any(p.agreed_level is not None for p in positions) else {})
        for each in positions
    ]


def grant(held: Grant) -> str:
    """Return a role with what it is over: `Manager of service larkrise`."""
    over = "everything" if held.over == "everything" else f"{held.over} {held.key}"
    return f"{held.role.capitalize()} of {over}"


def people(found: Sequence[Person]) -> list[dict[str, str]]:
    """Return people and their roles as rows of a table."""
    return [
        {
            "Name": each.name or "not known",
            "Signs in as": each.principal,
            "Roles": ", ".join(grant(held) for held in each.grants) or "none yet",
        }
        for each in found
    ]


def acts(events: Iterable[Event], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return acts of the log as rows of a table; what was typed is not in the log."""
    return [
        {
            "When (UTC)": f"{day(event.at)}, {event.at:%H:%M}",
            "Who": names.get(event.principal, event.principal),
            "What": event.act,
            "To what": names.get(event.subject, event.subject),
        }
        for event in events
    ]


def chain(*, holds: bool) -> str:
    """Say whether the chain of the log holds."""
    return "The log is unbroken." if holds else "The log is BROKEN: it was changed after it was written."


VOICES: Mapping[Voice, str] = {"service": "Service", "agreed": "Agreed by both", "people": "People"}
ACTION_COLUMNS = ("Service", "Item", "What", "From", "To", "State", "Due", "Led by", "With")
NOTE_COLUMNS = ("Item", "Service", "Voice", "What was written", "Link")


def action_list(
    actions: Sequence[Action],
    services: Mapping[str, Service],
    items: Mapping[ItemKey, tuple[Framework, Item]],
    today: date,
) -> list[dict[str, str]]:
    """Return actions as rows of a table; those on items that are not told are left out."""
    rows = []
    for each in actions:
        if each.service in services and (each.framework, each.item) in items:
            framework, item = items[each.framework, each.item]
            due = f"{day(each.due)}{' (overdue)' if each.is_overdue(today) else ''}"
            who = (each.owner or "nobody yet", each.co_owner or "nobody yet")
            levels = (framework.named(each.level), framework.named(each.target))
            cells = (services[each.service].name, item.title, each.what, *levels, each.state, due, *who)
            rows.append(dict(zip(ACTION_COLUMNS, cells, strict=True)))
    return rows


def note_list(
    notes: Sequence[Note],
    services: Mapping[str, Service],
    items: Mapping[ItemKey, tuple[Framework, Item]],
) -> list[dict[str, str]]:
    """Return notes as rows of a table, item by item in the form's order, then by service."""
    order = {key: place for place, key in enumerate(items)}
    # The answer to an indicator, `equal.2`, belongs to its item.
    keyed = [((each.framework, each.item.partition(".")[0]), each) for each in notes if each.service in services]
    found = [(order[key], services[each.service].name, key, each) for key, each in keyed if key in order]
    return [
        dict(zip(NOTE_COLUMNS, (items[key][1].title, name, VOICES[each.voice], each.text, each.link), strict=True))
        for _, name, key, each in sorted(found, key=lambda one: one[:2])
    ]


def promise(action: Action, framework: Framework, item: Item, now: int | None, today: date) -> list[str]:
    """Say what was promised on an item, by whom and until when, and where the item stands now."""
    start = "not rated" if action.level is None else framework.level(action.level).label
    stands = "not rated" if now is None else framework.level(now).label
    owners = " with ".join(filter(None, (action.owner, action.co_owner))) or "nobody yet"
    due = f"overdue since {day(action.due)}" if action.is_overdue(today) else f"due {day(action.due)}"
    return [
        f"{item.title}: {action.what}",
        f"{action.state.capitalize()}, {due}. Led by {owners}.",
        f"From “{start}” to “{framework.level(action.target).label}”; now “{stands}”.",
    ]


def _came(own: Turnout | None) -> str:
    if own is None:
        return "not begun"
    return f"submitted on {day(own.last)}" if own.last else "begun"

"""Two rounds of a programme in words: sentences that a chair could read out, and headings that say the finding."""

from collections.abc import Sequence
from datetime import date

from assess.core.board import Comparison, ItemChange, Progress
from assess.core.dates import day
from assess.core.framework import Framework
from assess.core.position import Whose
from assess.core.programme import Programme, Round
from assess.core.taken import Taken, items_in
from assess.core.text import counted, listed
from assess.wording import views, voices
from assess.wording.gaps import voices_apart
from assess.wording.result import submitted

HOW_COMPARED = (
    "Only services and items in both rounds are compared, on the level that counts: the agreed one where there is "
    "one, else the service's own. Levels are ordered, so services are counted and the middle one is named; levels "
    "are never averaged. A blank is unknown and is not compared. “Weak everywhere” is ours: at least two thirds of "
    "the services compared, and of at least three, stand in the lower half of the scale. People's view is flagged "
    "where it stands two levels or more from the service's own."
)


def opening(comparison: Comparison, programme: Programme) -> str:
    """Return one paragraph that a chair could read out: better or not, on the ladder, and whether people agree."""
    before, after = comparison.before.round.name, comparison.after.round.name
    up, same, down = comparison.moved
    both, twice = counted(len(comparison.services), "service"), counted(up + same + down, "rating")
    of_people = comparison.whose == "people"
    sentences = [
        f"Between {before} and {after}, {_more(up, down)} in {programme.name}.",
        f"People were heard in both rounds in {both}." if of_people else f"{both} took part in both rounds.",
        f"Of the {twice} they gave twice, {up} rose, {down} fell and {same} stayed the same.",
        _ladder_sentence(comparison.ladder),
        _weak_sentence(comparison.weak_everywhere),
        voices_apart(comparison) if comparison.gaps or not of_people else "",
        views.ABOUT[comparison.whose],
    ]
    return " ".join(filter(None, sentences))


def turnout_heading(comparison: Comparison) -> str:
    """Say how many submitted the later round in time, and the earlier one where there is one."""
    before, after = comparison.before.turnout, comparison.after.turnout
    now = (
        f"{len(after.in_time)} of {counted(after.expected, 'service')} submitted in time for "
        f"{comparison.after.round.name}"
    )
    return now if comparison.is_first else f"{now}, {len(before.in_time)} for {comparison.before.round.name}"


def framework_heading(framework: Framework, changes: Sequence[ItemChange]) -> str:
    """Say of a framework on how many items more services rose than fell; of a single item, where the middle one is."""
    if len(changes) == 1:
        return f"{framework.title}: {_middle_service(changes[0])}"
    rose, fell = sum(one.up > one.down for one in changes), sum(one.up < one.down for one in changes)
    return f"{framework.title}: {rose} of {len(changes)} items rose, {fell} fell"


def framework_note(changes: Sequence[ItemChange]) -> str:
    """Say what the counts of a framework rest on."""
    counts = sorted({one.n for one in changes})
    asked = f"{counts[0]} to {counts[-1]} services" if len(counts) > 1 else counted(counts[0], "service")
    rule = " An item rose when more services moved up than down." if len(changes) > 1 else ""
    return f"{asked[0].upper()}{asked[1:]} rated {'each item' if len(changes) > 1 else 'it'} in both rounds.{rule}"


def ladder_heading(change: ItemChange | None) -> str:
    """Say how many services climbed the ladder, slipped or stayed."""
    return "The ladder" if change is None else f"On the ladder, {_rose_fell_stayed(change)}"


def no_ladder() -> str:
    """Say that nothing on the ladder can be compared."""
    return "No service said in both rounds on which rung of the ladder it stands."


def weak_heading(changes: Sequence[ItemChange]) -> str:
    """Name what is weak everywhere, or say that nothing is."""
    return (
        f"Weak everywhere: {listed([one.item.title for one in changes])}" if changes else "No item is weak everywhere"
    )


def weak_item(change: ItemChange) -> str:
    """Say of an item that is weak everywhere how many services stand low."""
    return (
        f"{change.item.title} ({change.framework.title}): {change.low} of {change.n} services stand in the lower half "
        f"of the scale, the middle one at “{change.framework.level(change.median_after).label}”."
    )


def progress_where_acted(acted: Progress, others: Progress) -> str:
    """Say how ratings moved where something was done, beside all the others; "" where nothing was done."""
    if not acted.n:
        return ""
    return (
        f"Where an action was promised and done, {acted.up} of {counted(acted.n, 'rating')} rose and {acted.down} "
        f"fell; of the other {others.n}, {others.up} rose and {others.down} fell. That the two go together does not "
        "show that one brought the other about."
    )


def corrected(rounds: Sequence[Taken]) -> list[str]:
    """Say which services reopened or corrected their answers after they had submitted them, a sentence or two each."""
    return [
        f"{service.name} in {one.round.name}: {submitted(one.round, one.corrected[service.key])}"
        for one in rounds
        for service in one.named(one.corrected.keys() & one.services.keys())
    ]


def typed_in(rounds: Sequence[Taken]) -> list[str]:
    """Say of each round how many people's answers the services typed in; a round without any is left out."""
    return [
        f"{one.round.name}: {said}"
        for one in rounds
        if (said := voices.typed_in(one.people_came, len(one.services.keys() & one.people_in.keys())))
    ]


AGREED_COLUMNS = ("Round", "Service", "Item", "Agreed level", "Service's own level")


def agreed_levels(rounds: Sequence[Taken]) -> list[dict[str, str]]:
    """Return the levels that both voices agreed on as rows of a table, each beside the service's own."""
    rows = []
    for one in rounds:
        items = items_in([one])
        for each in one.agreed:
            framework, item = items[each.framework, each.item]
            levels = (framework.named(each.agreed_level), framework.named(each.service_level))
            cells = (one.round.name, one.services[each.service].name, item.title, *levels)
            rows.append(dict(zip(AGREED_COLUMNS, cells, strict=True)))
    return rows


def agreed_note(rounds: Sequence[Taken]) -> str:
    """Say how many of the levels that count both voices agreed on; "" for none."""
    agreed = [each for one in rounds for each in one.agreed]
    if not agreed:
        return ""
    other = sum(each.agreed_level != each.service_level for each in agreed)
    are = "is the one" if len(agreed) == 1 else "are those"
    return (
        f"{counted(len(agreed), 'level')} that {'counts' if len(agreed) == 1 else 'count'} {are} on which both voices "
        f"agreed; on {other} the service itself had given another level."
    )


def left_out(comparison: Comparison) -> list[str]:
    """Say what could not be compared and why, a sentence each; [] when nothing was left out."""
    out, before, after = comparison.left_out, comparison.before.round.name, comparison.after.round.name
    only = (
        (out.services_before, before, "Counted in {} only: {}."),
        (out.services_after, after, "Counted in {} only: {}."),
    )
    asked = ((out.items_before, before), (out.items_after, after))
    unpaired, reworded = (_every_name([item.title for item in items]) for items in (out.unpaired, out.reworded))
    return [
        *(
            words.format(name, _every_name([one.name for one in services]))
            for services, name, words in only
            if services
        ),
        *(f"Rated in {name} only: {_every_name([item.title for item in items])}." for items, name in asked if items),
        *([f"Rated in both rounds, but never by the same service: {unpaired}."] if unpaired else []),
        *([_unmatched(out.ratings, comparison.whose)] if out.ratings else []),
        *([f"What people said in {before}, when they read other words: {reworded}."] if reworded else []),
    ]


def round_facts(one: Taken, today: date) -> str:
    """Say of a round when it was open, how many of its services count, and that it is open still."""
    round_ = one.round
    until = f"closed early on {day(round_.ended)}" if round_.ended else f"to {day(round_.closes)}"
    count = f"{len(one.counted)} of {counted(len(one.services), 'service')} {_counts(one.whose)}"
    still = " It is still open, so its numbers may change." if round_.is_open(today) else ""
    return f"{round_.name}: {day(round_.opens)} {until}; {count}.{still}"


def _counts(whose: Whose) -> str:
    return "heard people whose level may be shown" if whose == "people" else "count"


def same_conditions() -> str:
    """Say that nothing but the ratings differs between the rounds."""
    return "Both rounds asked the same items in the same words, and the same voice counts."


def nothing_in_common(before: Round, after: Round) -> str:
    """Say that two rounds have nothing that can be compared."""
    return f"{before.name} and {after.name} have no service and item in common yet."


def _more(up: int, down: int) -> str:
    if up == down:
        return "as many ratings rose as fell" if up else "nothing moved"
    return "more ratings rose than fell" if up > down else "more ratings fell than rose"


def _ladder_sentence(change: ItemChange | None) -> str:
    if change is None:
        return ""
    rose = f"{change.up or 'none'} of {counted(change.n, 'service')} rose"
    return f"On the ladder of participation {rose}, {change.down or 'none'} fell and {change.same or 'none'} stayed."


def _weak_sentence(changes: Sequence[ItemChange]) -> str:
    return f"Weak everywhere: {listed([one.item.title for one in changes])}." if changes else ""


def _rose_fell_stayed(change: ItemChange) -> str:
    return f"{change.up} rose, {change.down} fell, {change.same} stayed"


def _middle_service(change: ItemChange) -> str:
    before, after = (change.framework.level(value).label for value in (change.median_before, change.median_after))
    if before == after:
        return f"the middle service stands at {after} as before"
    return f"the middle service went from {before} to {after}"


def _unmatched(ratings: int, whose: Whose) -> str:
    what = "1 rating has" if ratings == 1 else f"{ratings} ratings have"
    if whose == "people":
        return f"{what} no partner: in the other round too few people answered the item to show what they say."
    return f"{what} no partner: the service left the item blank in the other round, or it did not apply."


def _every_name(names: Sequence[str]) -> str:
    return listed(names, most=len(names))

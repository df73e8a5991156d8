"""What two rounds come to, in the order in which a board asks: does it climb, on what, who, do people agree."""

from collections.abc import Sequence

from assess.core.board import ItemChange
from assess.core.finding import LEAST_NET, LEAST_SHARE, Direction, Finding, Heard
from assess.core.framework import Framework, Third
from assess.core.movement import FarApart
from assess.core.position import Whose
from assess.core.programme import Round
from assess.core.progress import Column, ItemRow
from assess.core.text import counted, listed
from assess.core.voices import WIDE_GAP
from assess.wording import signs

MOST_MISSING = 4  # services that are named as not heard from
HOLDS = (
    f"“Holds” is ours: fewer than {LEAST_NET} more rose than fell, or fell than rose, or fewer than one in "
    f"{LEAST_SHARE.denominator} of all that is compared."
)
SLIPPED = (
    "A service slipped if it stands on a lower rung than before, or if more of its items fell than rose. It rose if it "
    "did not slip, and stands on a higher rung or more of its items rose than fell."
)
WHO_SLIPPED = "Slipped: on a lower rung, or more items fell than rose."
IN_SHORT = (
    "Middle service: the one in the middle when all are put in order. Voices far apart: two levels or more. Columns "
    "hold all that took part in a round; all else is about the services in both rounds."
)
WHO_IS_COUNTED = (
    "A column holds all services that took part in its round, so they may differ from round to round. All else is "
    "about the services in both rounds; the levels of the middle service are theirs in every round."
)
WORDS = (
    "An item is one question, such as Holistic. The ladder is counted apart: it says on which of seven rungs a service "
    "stands. The middle service is the one in the middle when all are put in order; of two, the lower. Voices are far "
    f"apart where the service and the people who use it stand {WIDE_GAP} levels apart or more."
)


def title(name: str, found: Finding, *, so_far: bool = False) -> str:
    """Return the finding as the heading of a page: `Good Days climbs on the items but slips on the ladder`.

    `so_far` says that one of the two rounds is still open.
    """
    return f"{_title(name, found)} so far" if so_far else _title(name, found)


def _title(name: str, found: Finding) -> str:
    ways = [(way, where) for way, where in ((found.on_items, "items"), (found.on_ladder, "ladder")) if way]
    if not ways:
        return f"{name} cannot be compared yet"
    (first, there), *second = ways
    if not second:
        return f"{name} {first} on the {there}"
    ((then, elsewhere),) = second
    if first == then:
        return f"{name} {first} on the {there} and on the {elsewhere}"
    return f"{name} {first} on the {there} {_joined(first, then)} {then} on the {elsewhere}"


def _joined(first: Direction, then: Direction) -> str:
    return "but" if {first, then} in ({"climbs", "slips"}, {"holds", "slips"}) else "and"


def moved(found: Finding, before: Round) -> str:
    """Say how many ratings of items rose and fell, and how many services on the ladder."""
    items = found.items
    parts = []
    if items.n:
        parts.append(
            f"of {counted(items.n, 'rating')} of items {items.up or 'none'} rose and {items.down or 'none'} fell"
        )
    if found.ladder:
        ladder = found.ladder
        parts.append(f"on the ladder {ladder.up or 'none'} of {ladder.n} rose and {ladder.down or 'none'} fell")
    return f"Since {before.name}, {'; '.join(parts)}." if parts else f"Nothing can be compared with {before.name}."


def weakest(changes: Sequence[ItemChange]) -> str:
    """Say on which items the largest shares of services stand low, those with the same counts together; "" for none."""
    shares: dict[tuple[int, int], list[str]] = {}
    for change in changes:
        shares.setdefault((change.low, change.n), []).append(short_title(change.framework, change.item.key))
    parts = [f"{listed(names, len(names))} in {low} of {n}" for (low, n), names in shares.items()]
    if not parts:
        return ""
    first, *others = parts
    one = len(next(iter(shares.values()))) == 1
    return f"Low: {first}{' services' if one else ' services each'}{''.join(f', {part}' for part in others)}."


def voices(heard: Heard, whose: Whose = "") -> str:
    """Say in how many services both voices are known, and in how many of those they are far apart somewhere.

    In people's view there is nothing to say if no item has levels of both voices.
    """
    if not heard.heard:
        return "" if whose == "people" else "Too few people who use the services answered to show what they say."
    some = f"People were heard in {heard.heard} of {heard.services}"
    if not heard.far_apart:
        return f"{some}; in none of those {heard.heard} are the voices {WIDE_GAP} levels apart."
    apart = f"the voices are {WIDE_GAP} levels apart somewhere"
    return f"{some}; in {heard.far_apart} of those {heard.heard} {apart}."


def voices_earlier(heard: Heard, round_: Round) -> str:
    """Say in how many services the voices were far apart in an earlier round, or that this is not compared."""
    if heard.is_reworded:
        return f"In {round_.name} people read other words, so what they said then is not compared."
    if not heard.heard:
        return f"In {round_.name} too few people had answered."
    return f"In {round_.name} they were far apart somewhere in {heard.far_apart} of {heard.heard}."


def short_title(framework: Framework, item: str) -> str:
    """Return an item's title for a narrow column."""
    return framework.short_titles[item]


def high_and_low(column: Column) -> str:
    """Say how many ratings of a round are high and low, of how many: `26 high, 35 low, of 82`."""
    high, low = (signs.third(column.framework, third) for third in ("high", "low"))
    return f"{column.high} {high}, {column.low} {low}, of {column.n}"


def part_says(column: Column, third: Third, count: int) -> str:
    """Say one part of a column: the round, how many ratings, and of how many."""
    so_far = " so far" if column.is_open else ""
    return f"{column.round.name}{so_far}: {count} of {column.n} {signs.third(column.framework, third)}"


def columns_alternative(framework: Framework, shown: Sequence[Column], compared: Round) -> str:
    """Return the alternative text of a framework's columns."""
    column = next((one for one in shown if one.round.key == compared.key), shown[-1])
    rounds = counted(len(shown), "round")
    return f"{short_name(framework)}, {rounds}: {high_and_low(column)} in {column.round.name}. Counts are under Tables."


def short_name(framework: Framework) -> str:
    """Return a framework's title; of a ladder, that word."""
    return "Ladder" if framework.kind == "rung" else framework.title


def items_heading(rows: Sequence[ItemRow], up: Sequence[ItemRow], down: Sequence[ItemRow]) -> str:
    """Say on how many items more services rose than fell, and on how many more fell."""
    compared = sum(row.change is not None for row in rows)
    if not compared:
        return "No item was rated by one service in both rounds"
    return f"{len(up)} of {counted(compared, 'item')} rose, {len(down)} fell"


def items_note(best: Sequence[ItemRow], worst: Sequence[ItemRow]) -> str:
    """Name the items that rose most and fell most, ties together."""
    parts = [
        f"{listed([short_title(row.framework, row.item.key) for row in rows], len(rows))} {how} most"
        for rows, how in ((best, "rose"), (worst, "fell"))
        if rows
    ]
    return f"{'; '.join(parts)}." if parts else "As many services rose as fell on every item."


def services_heading(slipped: int, rose: int) -> str:
    """Say how many services slipped and how many rose."""
    return f"{counted(slipped, 'service')} slipped, {rose} rose"


def missing(services: Sequence[str], of: Round) -> str:
    """Name the services that did not take part in a round; "" when all did."""
    if not services:
        return ""
    # Names of services have commas in them.
    more = f"; and {len(services) - MOST_MISSING} more" if len(services) > MOST_MISSING else ""
    return f"Not heard from in {of.name}: {'; '.join(services[:MOST_MISSING])}{more}."


def gap(one: FarApart) -> str:
    """Say where two voices are far apart: the item, the service's own level and people's."""
    return f"{short_title(one.framework, one.item.key)}: {one.own}, people {one.people}"


def voices_heading(heard: Heard, whose: Whose = "") -> str:
    """Say in how many services the voices are far apart."""
    if not heard.heard:
        return "No item has a level from both voices" if whose == "people" else "Too few people answered"
    return f"Voices far apart in {heard.far_apart} of {counted(heard.heard, 'service')}"


def voices_of_item(both: int, far_apart: int) -> str:
    """Say at how many services the voices on an item are far apart: `1 of 6`, a dash where they are nowhere."""
    return f"{far_apart} of {both}" if far_apart else "–"


def promises_heading(done: int, overdue: int, promised: int) -> str:
    """Say how many promises were kept, and how many are overdue."""
    if not promised:
        return "Nothing was promised yet"
    return f"{done} of {counted(promised, 'promise')} kept, {overdue} overdue"


def chosen(name: str, kind: str, area: str) -> str:
    """Return the name of the choice: a programme, or a kind of service or an area of it."""
    parts = ", ".join(filter(None, (kind, area)))
    return f"{name} ({parts})" if parts else name


def how_many_shown(most: int, of: int) -> str:
    """Say that a list goes on: `4 of 7; all are under Every service`; "" when it does not."""
    return f"{most} of {of}; all are under Every service" if of > most else ""


def how_many_gaps_shown(most: int, of: int) -> str:
    """Say that the list of items on which voices are far apart goes on; "" when it does not."""
    return f"{counted(of - most, 'more item')} below" if of > most else ""


def how_many_overdue_shown(most: int, of: int) -> str:
    """Say that the list of overdue promises goes on; "" when it does not."""
    return f"{of - most} more below" if of > most else ""


def rounds_counted(rounds: int) -> str:
    """Say how many rounds a path has."""
    return counted(rounds, "round")


def column_rows(columns: Sequence[Column]) -> list[dict[str, str]]:
    """Return the numbers of a framework's columns as rows of a table, a round each."""
    return [
        {
            "Round": f"{column.round.name}{', so far' if column.is_open else ''}",
            "Services": f"{column.took_part} of {column.services}",
            **{
                signs.third(column.framework, third).capitalize(): str(number)
                for third, number in column.thirds.items()
            },
        }
        for column in columns
    ]

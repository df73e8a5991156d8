"""The portfolio in sentences: what is low, which way it goes, who moved, and what each row says."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from assess.core.board import WEAK_SERVICES
from assess.core.dates import day
from assess.core.framework import Framework, Item
from assess.core.portfolio import GROUPINGS, MOST_IN_TRENDS, Choice, Count, Layer, Seen, Show
from assess.core.portfolio import LAYERS as LAYER_NAMES
from assess.core.position import Whose
from assess.core.programme import READING, Round
from assess.core.text import counted, listed
from assess.core.voices import CHANGED_AFTER, WIDE_GAP
from assess.wording import rounds, signs, views
from assess.wording import voices as spoken

LAYERS: Mapping[Layer, str] = {
    "level": "Each number is a level now; ▲ ▼ moved since the service's round before.",
    "change": "▲ ▼ levels moved since the service's round before, = is the same; bold is two levels or more.",
    "gap": "Levels by which the service rates itself above (+) or below (−) people, = is the same; bold is "
    f"{WIDE_GAP} or more.",
    "evidence": "✓ has a note or a link, “no” has none.",
    "age": "Months since the round closed, 0 while it is open.",
}
SHOW: Mapping[Show, str] = {
    "": "All",
    "slipped": "Slipped",
    "rose": "Rose",
    "apart": "Voices apart",
    "missing": "Not in yet",
}
SILENT = "No level counts yet for these services"
ANSWERED = "All others"
WORDS = (
    "An item is one question, such as Holistic. The ladder is counted apart: it says on which rung a service stands. "
    "Low is the lower half of a scale, high the upper half of the rest. The middle service of a group is the one in "
    "the middle when all are put in order; of two, the lower. Voices are apart where the service and the people who "
    f"use it stand {WIDE_GAP} levels apart or more."
)
COUNTED = (
    "Each service counts with its newest round in which its own or agreed answers count, and is compared with its own "
    "round before. It slipped if it stands on a lower rung, or if more of its items fell than rose; it rose if it did "
    "not slip, and stands on a higher rung or more of its items rose than fell."
)
TRENDS = (
    "The small columns are the closed rounds of each service's programme, the newest on the right: the share of "
    "services that rated the item and stand high is above the line, the share that stands low below it. "
    f"A round that is open is left out of them, and over more than {MOST_IN_TRENDS:,} services they are not drawn."
)


def title(weakest: Sequence[Count], rated: int) -> str:
    """Return the finding as the heading: the item on which the largest share of services is low."""
    if not rated:
        return "Nobody has rated these items yet"
    if rated < WEAK_SERVICES:
        return "Too few services have rated to say what is low"
    if not weakest:
        return "No item is low in any service"
    first = level_with_first(weakest)
    names = listed([short(one) for one in first], len(first))
    if len(first) == 1:
        return f"{names} is low in {_of(first[0])} services"
    same = {(one.low, one.n) for one in first}
    if len(same) == 1:
        return f"{names} are low in {_of(first[0])} services each"
    return f"Low in the same share of services: {names}"


def level_with_first(weakest: Sequence[Count]) -> list[Count]:
    """Return the items with the largest share."""
    return [one for one in weakest if one.share == weakest[0].share]


def others(weakest: Sequence[Count]) -> str:
    """Say which items follow, with their shares; "" when none do."""
    rest = weakest[len(level_with_first(weakest)) :]
    if not rest:
        return f"That is {_percent(weakest[0])}." if weakest else ""
    parts = [f"{short(one)} in {_of(one)} ({_percent(one)})" for one in rest]
    return f"That is {_percent(weakest[0])}; next {'come' if len(rest) > 1 else 'comes'} {listed(parts, len(parts))}."


def ladder(count: Count) -> str:
    """Say how many services stand high and low on the ladder; "" when none has said so."""
    if not count.n:
        return ""
    high, low = (signs.third(count.framework, third) for third in ("high", "low"))
    return f"On the ladder {count.high:,} of {count.n:,} are “{high}”, {count.low:,} “{low}”."


def moved(seen: Seen) -> str:
    """Say how many services rose and slipped, of how many that can be compared."""
    if not seen.compared:
        return "No service has two rounds to compare."
    compared = counted(seen.compared, "service")
    found = f"Since the round before, of {compared} {seen.rose or 'none'} rose and {seen.slipped or 'none'} slipped."
    return (
        f"{found} For {seen.reworded:,} of them the questions were worded differently then." if seen.reworded else found
    )


def voices(seen: Seen, *, is_reading: bool = False) -> str:
    """Say in how many services both voices are known, and in how many of those they are apart."""
    if not seen.both:
        view = READING.lower() if is_reading else "the service view"
        return f"Too few people who use the services have answered to show what they say: this is {view} only."
    others = "; the others are service view only" if seen.rated > seen.both else ""
    apart = f"in {seen.apart or 'none'} of those {seen.both:,} the voices are {WIDE_GAP} levels apart somewhere"
    typed_in = spoken.typed_in(seen.people, seen.heard)
    return " ".join(filter(None, [f"People were heard in {seen.both:,} of {seen.rated:,}{others}; {apart}.", typed_in]))


def not_counted(seen: Seen) -> str:
    """Say how many have not submitted in the newest round, and how many did so late; "" for none."""
    late, missing = seen.late, seen.missing - seen.late
    newest = ("its programme's newest round", "their programme's newest round")
    idle = f"{'One has' if missing == 1 else f'{missing:,} have'} not submitted in {newest[missing != 1]}."
    after = (
        f"{'One' if late == 1 else f'{late:,}'} submitted late in {newest[late != 1]}: it is kept, and does not count."
    )
    return " ".join([idle] * bool(missing) + [after] * bool(late))


def people_heard(seen: Seen) -> str:
    """Say in how many services people were heard, and in how many of those their level is apart from the service's."""
    heard = f"What people say may be shown in {seen.rated:,} of {counted(seen.services, 'service')}"
    apart = f"in {seen.apart or 'none'} of {seen.both:,} it is {WIDE_GAP} levels from the service's somewhere"
    sentence = f"{heard}; {apart}." if seen.both else f"{heard}."
    return " ".join(filter(None, [sentence, spoken.typed_in(seen.people, seen.heard)]))


def people_missing(seen: Seen) -> str:
    """Say of how many services people are not heard in the newest round; "" for none."""
    if not seen.missing:
        return ""
    whose = "its programme's newest round" if seen.missing == 1 else "their programme's newest round"
    return f"In {counted(seen.missing, 'service')} people are not heard yet in {whose}."


def silent(whose: Whose) -> str:
    """Return the label before the names of services without any level."""
    return "People not heard yet at these services" if whose == "people" else SILENT


def dates(seen: Seen) -> str:
    """Say when the rounds ended that are shown."""
    if not seen.oldest or not seen.newest:
        return ""
    span = f"between {day(seen.oldest)} and {day(seen.newest)}" if seen.oldest < seen.newest else day(seen.newest)
    rated = f"{seen.rated:,} of {counted(seen.services, 'service')} {'has' if seen.rated == 1 else 'have'}"
    return f"{rated} ratings that count. Each shows its newest round, whose last day is {span}."


def show(key: Show, seen: Seen, whose: Whose = "") -> str:
    """Return a filter with how many services it leaves: `Slipped 7`, `Not in yet 16, 2 late`."""
    late = f", {seen.late:,} late" if key == "missing" and seen.late else ""
    return f"{show_name(key, whose)} {seen.of(key):,}{late}"


def show_name(key: Show, whose: Whose) -> str:
    """Return the name of a filter."""
    return "People not heard" if (key, whose) == ("missing", "people") else SHOW[key]


def chosen(choice: Choice, everything: str = "") -> str:
    """Name the kind, area, organisation and part of a name that were chosen."""
    named = f"name has “{choice.search}”" if choice.search else ""
    return ", ".join(filter(None, (choice.kind, choice.area, choice.organisation, named))) or everything


def titles(frameworks: Sequence[Framework]) -> str:
    """Name some frameworks as one choice."""
    return listed([one.title for one in frameworks], len(frameworks))


def now_chosen(parameter: Callable[[str], str]) -> str:
    """Return the current choice of kinds, areas and names as the label of the button that changes it."""
    choice = Choice(parameter("kind"), parameter("area"), parameter("organisation"), parameter("search"))
    view = f"{views.CHOICES[whose]} view. " if (whose := views.known(parameter("view"))) else ""
    return f"{view}{chosen(choice, 'All kinds, areas, organisations')}"


def now_shown(parameter: Callable[[str], str]) -> str:
    """Return the current meaning of a row and a cell as the label of the button that changes it."""
    rows = {str(key): name for key, name in GROUPINGS.items()}.get(parameter("rows"), GROUPINGS["service"])
    if rows != GROUPINGS["service"]:
        return f"A row for each {rows.split()[0].lower()}"
    layer = {str(key): name for key, name in LAYER_NAMES.items()}.get(parameter("layer"), LAYER_NAMES["level"])
    return f"A row for each service; {layer.lower()}"


def caption(choice: Choice, shown: str, rows: int, total: int, sort: str) -> str:
    """Say what the table holds: which services, how many rows of how many, and their order."""
    start = choice.rows * choice.page
    of = counted(rows, "row") if rows == total else f"rows {start + 1:,} to {start + rows:,} of {total:,}"
    view = f"{views.CHOICES[choice.whose]} view" if choice.whose else ""
    return ". ".join(filter(None, (view, chosen(choice), f"{shown}: {of}", f"Sorted by: {sort.lower()}"))) + "."


def short(count: Count) -> str:
    """Return an item's title for a narrow column."""
    return column(count.framework, count.item)


def column(framework: Framework, item: Item) -> str:
    """Return an item's title for a narrow column; a service's place on the ladder is called by that word."""
    is_headline = framework.kind == "rung" and item.key == framework.items[0].key
    return "Ladder" if is_headline else framework.short_titles[item.key]


def gap(steps: int, *, changed_after: bool) -> str:
    """Say how far the service stands from what people say of it."""
    words = f"service {abs(steps)} {'higher' if steps > 0 else 'lower'}" if steps else "same"
    return f"{words}, {CHANGED_AFTER}" if changed_after else words


def months(age: int) -> str:
    """Say how old a rating is."""
    return f"{counted(age, 'month')} since the round closed" if age else "this round is open or has just closed"


def low(levels: Iterable[tuple[str, int]]) -> str:
    """Name the items on which a service is low, with their levels: `Low: Resourced 0, Equal 1`."""
    named = [f"{title} {level}" for title, level in levels]
    return f"Low: {', '.join(named)}." if named else "Nothing is low."


def round_label(round_: Round) -> str:
    """Return a round's label for a narrow column: `Aut 26`."""
    name, year = rounds.short(round_)
    return f"{name} {year[-2:]}"


def _of(count: Count) -> str:
    return f"{count.low:,} of {count.n:,}"


def _percent(count: Count) -> str:
    return f"{round(100 * count.share)}%"

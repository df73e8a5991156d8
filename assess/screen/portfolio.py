"""The page about many services: which services to show, the heat map, and those that need a closer look."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, TypeVar, cast

import streamlit as st

from assess import wording
from assess.core import portfolio
from assess.core.board import WEAK_SERVICES
from assess.core.dates import day
from assess.core.framework import Framework, Item
from assess.core.portfolio import (
    BOTH_WAYS,
    COLUMNS,
    GROUPINGS,
    LAYERS,
    PAGE,
    Choice,
    Grouping,
    HeatRow,
    Layer,
    NotCounted,
    Ranked,
    Seen,
)
from assess.core.text import counted, listed
from assess.present import charts, tables
from assess.screen import navigation, pick, session, show

GROUPED = (
    "Each row is a group and stands where its middle service does; how many services have rated is beside its name. "
)
Listed = TypeVar("Listed", Ranked, NotCounted)
MOST = 5  # services named in each list
MOST_LISTED = 50  # services named in an opened list


def pick_framework() -> Framework:
    """Ask for one of the frameworks; by default the first scale."""
    catalogue = session.store().catalogue
    usual = next((framework.key for framework in catalogue if framework.kind == "scale"), "")
    titles = {framework.key: framework.title for framework in catalogue}
    return catalogue[pick.one("Framework", titles, "framework", usual)]


def pick_services(framework: Framework) -> Choice:
    """Ask which services to show; every choice is kept in the URL."""
    organisation = navigation.chosen("organisation")
    asked = (navigation.chosen("kind"), navigation.chosen("area"), organisation, navigation.chosen("search"))
    with st.expander("Choose services by kind, area or name", expanded=any(asked)):
        cells = session.store().services.kinds_and_areas(session.viewer())
        left, right = st.columns(2)
        with left:
            kind = pick.part("Kind of service", "All kinds", [kind for kind, _ in cells], "kind")
        with right:
            area = pick.part("Area", "All areas", [area for _, area in cells], "area")
        if organisation:
            # It was chosen from the rows of the heat map: there may be too many for a select box.
            pick.one("Organisation", {"": "All organisations", organisation: organisation}, "organisation")
        pick.search("Name has", "search")
    return Choice(framework.key, kind=kind, area=area, organisation=organisation, search=navigation.chosen("search"))


def pick_view(choice: Choice, seen: Seen) -> tuple[Grouping, Layer]:
    """Ask what a row stands for and what its cells show; by default a row is a kind when there are many services."""
    # Once a kind, an area or an organisation is chosen, rows by it would be a single one.
    single = {"kind": choice.kind, "area": choice.area, "organisation": choice.organisation}
    groupings = {key: name for key, name in GROUPINGS.items() if not single.get(key)}
    usual: Grouping = "service" if seen.services <= 2 * PAGE or choice.kind or choice.organisation else "kind"
    left, right = st.columns(2)
    with left:
        grouping = cast("Grouping", pick.one("A row for", _named(groupings), "rows", usual))
    if grouping != "service":
        return grouping, "level"
    with right:
        return grouping, cast("Layer", pick.one("Cells show", _named(LAYERS), "layer"))


def rows(framework: Framework, choice: Choice, seen: Seen, grouping: Grouping, layer: Layer) -> list[HeatRow]:
    """Ask for the order and the page; return the rows of the heat map, each a service or a group."""
    store, viewer = session.store(), session.viewer()
    titles = {"": "Name"} | {item.key: f"{item.title}, lowest first" for item in portfolio.items(framework)}
    left, right = st.columns(2)
    with left:
        column = pick.one("Sorted by", titles, "sort")
    if grouping != "service":
        counts = store.portfolio.levels_by(viewer, choice, grouping)
        with right:
            page = _pick_page("Rows shown", len(counts), "part")
        return portfolio.grouped(framework, counts, column, page)
    with right:
        page = _pick_page("Services shown", seen.services, "page")
    entries = store.portfolio.page(viewer, replace(choice, column=column, page=page))
    return portfolio.service_rows(framework, entries, layer, session.today())


def _pick_page(question: str, rows: int, choice: str) -> int:
    count = portfolio.pages(rows)
    names = {str(page): f"{PAGE * page + 1:,} to {min(PAGE * (page + 1), rows):,}" for page in range(count)}
    return int(pick.one(f"{question}, of {rows:,}", names, choice)) if count > 1 else 0


def columns(framework: Framework) -> tuple[Item, ...]:
    """Return the items that are the heat map's columns; ask which, if there are too many to be legible."""
    items = portfolio.items(framework)
    parts = {str(at): f"{at + 1} to {min(at + COLUMNS, len(items))}" for at in range(0, len(items), COLUMNS)}
    first = int(pick.one(f"Items shown, of {len(items)}", parts, "items")) if len(parts) > 1 else 0
    return items[first : first + COLUMNS]


def heat(framework: Framework, items: Sequence[Item], rows: Sequence[HeatRow], layer: Layer) -> None:
    """Show the heat map with its legend and its table."""
    middle = "" if rows[0].key else GROUPED
    agreed = any(cell.text.endswith(portfolio.AGREED) for row in rows for cell in row.cells.values())
    marked = f" {wording.portfolio.AGREED_NOTE}" if agreed else ""
    show.say(f"{middle}{wording.portfolio.layer(layer, framework)}{marked}")
    key = f"heat {framework.fingerprint} {layer} {[item.key for item in items]} {rows}"
    show.picture(
        key,
        partial(charts.portfolio.heat_map, items, rows, layer in BOTH_WAYS),
        f"{len(rows)} rows by {len(items)} items of {framework.title}, as in the table below.",
    )
    with st.expander("The same as a table"):
        show.table(
            key, partial(tables.heat_table, items, rows, framework.title), f"{framework.title}: every row and item"
        )


def missing(choice: Choice) -> list[NotCounted]:
    """Return services of which nothing counts in the newest round, each with the number of all such services."""
    return session.store().portfolio.not_counted(session.viewer(), choice, MOST_LISTED)


def lists(choice: Choice, missing: Sequence[NotCounted]) -> None:
    """Show which services have not submitted, moved most, and have the widest gap between the voices."""
    store, viewer = session.store(), session.viewer()
    total = missing[0].number if missing else 0
    show.section("Who stands out, over all frameworks")
    show.subsection(wording.portfolio.not_counted_heading(missing))
    _linked(missing, wording.portfolio.not_counted_name)
    if total > MOST:
        with show.expander(f"{total - MOST:,} more"):
            _linked(missing[MOST:], wording.portfolio.not_counted_name, MOST_LISTED)
            if total > MOST_LISTED:
                show.say(f"And {total - MOST_LISTED:,} more. Choose a kind or an area to see them.")
    for title, ranked, words in (
        (
            "Most improved since the round before",
            store.portfolio.most_improved(viewer, choice, MOST),
            "{} up on balance",
        ),
        ("Slipped since the round before", store.portfolio.slipped(viewer, choice, MOST), "{} down on balance"),
        ("Widest gap between the voices", store.portfolio.widest_gaps(viewer, choice, MOST), "far apart on {}"),
    ):
        show.subsection(title if ranked else f"{title}: none")
        _linked(ranked, partial(_name_and_number, words))


def weak(framework: Framework, choice: Choice) -> bool:
    """Show which items are weak in most of these services; return False when none has rated any."""
    counts = session.store().portfolio.levels_by(session.viewer(), choice, "all").get("", {})
    if not counts:
        show.section(f"Nobody has rated {framework.title} yet")
        return False
    items = portfolio.weak_items(framework, counts)
    names = listed([item.title for item, _, _ in items])
    most = max(sum(levels.values()) for levels in counts.values())
    none = "No item is weak everywhere" if most >= WEAK_SERVICES else "Too few services to say what is weak everywhere"
    show.section(f"Weak everywhere: {names}" if items else none)
    for item, low, n in items:
        show.say(f"{item.title}: {low:,} of {n:,} services stand in the lower half of the scale.")
    return True


def learning(framework: Framework, choice: Choice) -> None:
    """Show for one item which services are low on it, and which have climbed and agree to share how."""
    show.section("Who could learn from whom")
    titles = {item.key: item.title for item in portfolio.items(framework)}
    item = pick.one("Item", titles, "item")
    middle = framework.values[len(framework.lower_half)]
    lesson = session.store().portfolio.lesson(session.viewer(), choice, item, middle, MOST)
    if not lesson.low:
        show.say("No service stands in the lower half on this item.")
        return
    total = lesson.low[0].number
    show.say("In the lower half:" if total <= MOST else f"In the lower half: {total:,} services. The lowest:")
    _linked(lesson.low, _name)
    if not lesson.climbed:
        show.say(
            "No service that agrees to share what it learned has climbed on this item since its round before. "
            "A service agrees on its page “Service details”."
        )
        return
    show.say("These climbed since their round before and agree to share how:")
    for service, before, now in lesson.climbed:
        label = f"{service.name}: from “{framework.level(before).label}” to “{framework.level(now).label}”"
        show.link("result", label, icon="arrow_forward", service=service.key)


def groups(rows: Sequence[HeatRow], grouping: Grouping) -> None:
    """Ask for a row, a kind, an area or an organisation, and show its services."""
    show.section("The services behind a row")
    names = [row.name for row in rows if row.name]
    name = st.selectbox("Show each service of", names, None, placeholder="Choose a row", key=f"behind-{grouping}")
    if name:
        navigation.stay(**{grouping: name, "rows": "service", "page": "", "part": ""})


def closer(framework: Framework, rows: Sequence[HeatRow]) -> None:
    """Show one service's item in all its rounds, with the notes about it."""
    show.section("One service, round by round")
    names = {row.key: row.name for row in rows}
    store, viewer = session.store(), session.viewer()
    service = store.services.get(viewer, pick.one("Service", names, "closer"))
    item = framework.item(
        pick.one("Question", {item.key: item.title for item in portfolio.items(framework)}, "question")
    )
    rounds = {round_.key: round_ for round_ in store.rounds.of(viewer, service.programme)}
    positions = [
        p for p in store.positions.of_service(viewer, service.key) if (p.framework, p.item) == (framework.key, item.key)
    ]
    history = wording.portfolio.history(framework, sorted(positions, key=lambda p: rounds[p.round].opens), rounds)
    if not history:
        show.say(f"{service.name} has not rated this yet.")
        return
    show.rows(history, f"{service.name}: {item.title} in every round")
    newest = max(positions, key=lambda p: rounds[p.round].opens).round
    for note in store.voices.notes(viewer, newest):
        if (note.service, note.framework, note.item) == (service.key, framework.key, item.key):
            show.strong(wording.voices.VOICES[note.voice])
            show.words(" ".join(filter(None, (note.text, note.link))))
    show.link("result", f"The whole result of {service.name}", icon="arrow_forward", service=service.key)


def nobody(choice: Choice) -> None:
    """Say that no service matches the choice, and link to all of them."""
    part = " as chosen" if choice.kind or choice.area or choice.organisation else ""
    show.say(f"No service{part} has “{choice.search}” in its name." if choice.search else f"There is no service{part}.")
    show.link("portfolio", "Show all services", icon="arrow_forward", framework=choice.framework)


def dates(seen: Seen, missing: Sequence[NotCounted]) -> str:
    """Return in words how many services are shown, how many have rated, and in which time."""
    when = ""
    if seen.oldest and seen.newest:
        span = f"between {day(seen.oldest)} and {day(seen.newest)}" if seen.oldest < seen.newest else day(seen.newest)
        when = f", whose last day is {span}"
    people = "Too few people who use the services have answered to show what they say: this is the service view only."
    if seen.heard:
        others = "; the others are service view only" if seen.rated > seen.heard else ""
        people = f"People who use the service answered too in {seen.heard:,} of them{others}."
    absent = wording.portfolio.not_counted(missing)
    rated = f"{seen.rated:,} of {counted(seen.services, 'service')} {'has' if seen.rated == 1 else 'have'}"
    return f"{rated} ratings that count. Each shows its newest round{when}. {people} {absent}".rstrip()


def _linked(ranked: Sequence[Listed], words: Callable[[Listed], str], most: int = MOST) -> None:
    for rank in islice(ranked, most):
        show.link("result", words(rank), icon="arrow_forward", service=rank.service.key)


def _name(rank: Ranked) -> str:
    return rank.service.name


def _name_and_number(words: str, rank: Ranked) -> str:
    return f"{rank.service.name}: {words.format(counted(abs(rank.number), 'item'))}"


def _named(names: Mapping[Any, str]) -> dict[str, str]:
    return {str(key): name for key, name in names.items()}

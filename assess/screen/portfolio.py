"""What a commissioner chooses and sees of many services: which, through which layer, and who needs a closer look."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any, cast

import streamlit as st

from assess import wording
from assess.core import portfolio
from assess.core.board import WEAK_SERVICES
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
    Ranked,
    Seen,
)
from assess.core.text import counted, day, listed
from assess.present import charts, tables
from assess.screen import navigation, pick, session, show

MOST = 5  # services named in each list
MOST_LISTED = 50  # services named in a list that is opened


def pick_framework() -> Framework:
    """Ask for one of the frameworks; the first scale unless told."""
    frameworks = {one.key: one for one in session.store().catalogue}
    usual = next((key for key, one in frameworks.items() if one.kind == "scale"), "")
    key = pick.one("Framework", {key: one.title for key, one in frameworks.items()}, "framework", usual)
    return frameworks[key]


def pick_services(framework: Framework) -> Choice:
    """Ask which services are looked at; every choice is in the address."""
    organisation = navigation.chosen("organisation")
    asked = (navigation.chosen("kind"), navigation.chosen("area"), organisation, navigation.chosen("search"))
    with st.expander("Choose services by kind, area or name", expanded=any(asked)):
        cells = session.store().kinds_and_areas(session.viewer())
        left, right = st.columns(2)
        with left:
            kind = pick.part("Kind of service", "All kinds", [kind for kind, _ in cells], "kind")
        with right:
            area = pick.part("Area", "All areas", [area for _, area in cells], "area")
        if organisation:
            # Chosen from the rows of the heat map: there may be thousands.
            pick.one("Organisation", {"": "All organisations", organisation: organisation}, "organisation")
        pick.search("Name has", "search")
    return Choice(framework.key, kind=kind, area=area, organisation=organisation, search=navigation.chosen("search"))


def pick_view(choice: Choice, seen: Seen) -> tuple[Grouping, Layer]:
    """Ask what a row is and what its cells show; by kind when there are more services than fit."""
    # Of one kind, area or organisation there would be one row.
    alone = {"kind": choice.kind, "area": choice.area, "organisation": choice.organisation}
    groupings = {key: name for key, name in GROUPINGS.items() if not alone.get(key)}
    usual: Grouping = "service" if seen.services <= 2 * PAGE or choice.kind or choice.organisation else "kind"
    left, right = st.columns(2)
    with left:
        grouping = cast("Grouping", pick.one("A row for", _named(groupings), "rows", usual))
    if grouping != "service":
        return grouping, "level"
    with right:
        return grouping, cast("Layer", pick.one("Cells show", _named(LAYERS), "layer"))


def rows(framework: Framework, choice: Choice, seen: Seen, grouping: Grouping, layer: Layer) -> list[HeatRow]:
    """Return the rows of the heat map: one page of services or of groups."""
    store, viewer = session.store(), session.viewer()
    titles = {"": "Name"} | {item.key: f"{item.title}, lowest first" for item in portfolio.items(framework)}
    left, right = st.columns(2)
    with left:
        column = pick.one("Sorted by", titles, "sort")
    if grouping != "service":
        counts = store.levels_by(viewer, choice, grouping)
        with right:
            page = _pick_page("Rows shown", len(counts), "part")
        return portfolio.grouped(framework, counts, column, page)
    with right:
        page = _pick_page("Services shown", seen.services, "page")
    entries = store.portfolio(viewer, replace(choice, column=column, page=page))
    return portfolio.service_rows(framework, entries, layer, session.today())


def _pick_page(question: str, rows: int, choice: str) -> int:
    count = portfolio.pages(rows)
    names = {str(page): f"{PAGE * page + 1:,} to {min(PAGE * (page + 1), rows):,}" for page in range(count)}
    return int(pick.one(f"{question}, of {rows:,}", names, choice)) if count > 1 else 0


def columns(framework: Framework) -> tuple[Item, ...]:
    """Return the items that are the heat map's columns; ask which where there are more than are legible."""
    items = portfolio.items(framework)
    parts = {str(at): f"{at + 1} to {min(at + COLUMNS, len(items))}" for at in range(0, len(items), COLUMNS)}
    first = int(pick.one(f"Items shown, of {len(items)}", parts, "items")) if len(parts) > 1 else 0
    return items[first : first + COLUMNS]


def heat(framework: Framework, items: Sequence[Item], found: Sequence[HeatRow], layer: Layer) -> None:
    """Show the heat map with its key and its table."""
    middle = (
        ""
        if found[0].key
        else "Each row is a group and stands where its middle service does; how many services have rated is beside its "
        "name. "
    )
    show.say(f"{middle}{wording.portfolio.layer(layer, framework)}")
    key = f"heat {framework.fingerprint} {layer} {[item.key for item in items]} {found}"
    show.picture(
        key,
        partial(charts.portfolio.heat_map, items, found, layer in BOTH_WAYS),
        f"{len(found)} rows by {len(items)} items of {framework.title}, as in the table below.",
    )
    with st.expander("The same as a table"):
        show.table(
            key, partial(tables.heat_table, items, found, framework.title), f"{framework.title}: every row and item"
        )


def missing(choice: Choice) -> list[Ranked]:
    """Return services that have not submitted in the newest round; the number is how many there are in all."""
    return session.store().not_submitted(session.viewer(), choice, MOST_LISTED)


def lists(choice: Choice, missing: Sequence[Ranked]) -> None:
    """Name who has not submitted, who improved and slipped most, and where the two voices are furthest apart."""
    store, viewer = session.store(), session.viewer()
    total = missing[0].number if missing else 0
    st.header("Who stands out, over all frameworks", anchor=False)
    st.subheader(f"Not submitted in the newest round: {total:,}" if total else "Everyone has submitted", anchor=False)
    _linked(missing, lambda one: one.service.name)
    if total > MOST:
        with st.expander(f"{total - MOST:,} more"):
            _linked(missing[MOST:], lambda one: one.service.name, MOST_LISTED)
            if total > MOST_LISTED:
                show.say(f"And {total - MOST_LISTED:,} more. Choose a kind or an area to see them.")
    for title, found, words in (
        ("Most improved since the round before", store.most_improved(viewer, choice, MOST), "{} up on balance"),
        ("Slipped since the round before", store.slipped(viewer, choice, MOST), "{} down on balance"),
        ("Widest gap between the voices", store.widest_gaps(viewer, choice, MOST), "far apart on {}"),
    ):
        st.subheader(title if found else f"{title}: none", anchor=False)
        _linked(found, lambda one, words=words: f"{one.service.name}: {words.format(counted(abs(one.number), 'item'))}")  # type: ignore[misc]


def weak(framework: Framework, choice: Choice) -> bool:
    """Head the heat map with the items that are weak everywhere among these services; False where nobody has rated."""
    counts = session.store().levels_by(session.viewer(), choice, "all").get("", {})
    if not counts:
        st.header(show.escaped(f"Nobody has rated {framework.title} yet"), anchor=False)
        return False
    found = portfolio.weak_items(framework, counts)
    names = listed([item.title for item, _, _ in found])
    most = max(sum(levels.values()) for levels in counts.values())
    none = "No item is weak everywhere" if most >= WEAK_SERVICES else "Too few services to say what is weak everywhere"
    st.header(show.escaped(f"Weak everywhere: {names}" if found else none), anchor=False)
    for item, low, n in found:
        show.say(f"{item.title}: {low:,} of {n:,} services stand in the lower half of the scale.")
    return True


def learning(framework: Framework, choice: Choice) -> None:
    """Show for one item who stands low and who climbed on it and agrees to share how."""
    st.header("Who could learn from whom", anchor=False)
    titles = {item.key: item.title for item in portfolio.items(framework)}
    item = pick.one("Item", titles, "item")
    middle = framework.values[len(framework.lower_half)]
    found = session.store().lesson(session.viewer(), choice, item, middle, MOST)
    if not found.low:
        show.say("No service stands in the lower half on this item.")
        return
    total = found.low[0].number
    show.say("In the lower half:" if total <= MOST else f"In the lower half: {total:,} services. The lowest:")
    _linked(found.low, lambda one: one.service.name)
    if not found.climbed:
        show.say(
            "No service that agrees to share what it learned has climbed on this item since its round before. "
            "A service agrees on its page “Service details”."
        )
        return
    show.say("These climbed since their round before and agree to share how:")
    for service, before, now in found.climbed:
        label = f"{service.name}: from “{framework.level(before).label}” to “{framework.level(now).label}”"
        show.link("result", label, icon=":material/arrow_forward:", service=service.key)


def groups(found: Sequence[HeatRow], grouping: Grouping) -> None:
    """Lead from a kind, an area or an organisation to its services."""
    st.header("The services behind a row", anchor=False)
    names = [row.name for row in found if row.name]
    name = st.selectbox("Show each service of", names, None, placeholder="Choose a row", key=f"behind-{grouping}")
    if name:
        navigation.stay(**{grouping: name, "rows": "service", "page": "", "part": ""})


def closer(framework: Framework, found: Sequence[HeatRow]) -> None:
    """Show one service's item through all its rounds, with what was written about it."""
    st.header("One service, round by round", anchor=False)
    named = {row.key: row.name for row in found}
    store, viewer = session.store(), session.viewer()
    service = store.service(viewer, pick.one("Service", named, "closer"))
    item = framework.item(pick.one("Question", {one.key: one.title for one in portfolio.items(framework)}, "question"))
    rounds = {each.key: each for each in store.rounds(viewer, service.programme)}
    positions = [p for p in store.positions(viewer, service.key) if (p.framework, p.item) == (framework.key, item.key)]
    history = wording.portfolio.history(framework, sorted(positions, key=lambda p: rounds[p.round].opens), rounds)
    if not history:
        show.say(f"{service.name} has not rated this yet.")
        return
    show.rows(history, f"{service.name}: {item.title} in every round")
    newest = max(positions, key=lambda p: rounds[p.round].opens).round
    for note in store.notes(viewer, newest):
        if (note.service, note.framework, note.item) == (service.key, framework.key, item.key):
            st.markdown(f"**{wording.voices.VOICES[note.voice]}**")
            show.words(" ".join(filter(None, (note.text, note.link))))
    show.link("result", f"The whole result of {service.name}", icon=":material/arrow_forward:", service=service.key)


def nobody(choice: Choice) -> None:
    """Say that no service is as chosen, and lead back to all of them."""
    part = " as chosen" if choice.kind or choice.area or choice.organisation else ""
    show.say(f"No service{part} has “{choice.search}” in its name." if choice.search else f"There is no service{part}.")
    show.link("portfolio", "Show all services", icon=":material/arrow_forward:", framework=choice.framework)


def dates(seen: Seen, missing: Sequence[Ranked]) -> str:
    """Say how many services are looked at, how many have rated and have not, and how old that is."""
    when = ""
    if seen.oldest and seen.newest:
        span = f"between {day(seen.oldest)} and {day(seen.newest)}" if seen.oldest < seen.newest else day(seen.newest)
        when = f", whose last day is {span}"
    many = missing[0].number if missing else 0
    late = "One has not submitted in its" if many == 1 else f"{many:,} have not submitted in their"
    late = f" {late} programme's newest round." if many else ""
    people = "Too few people who use the services have answered to show what they say: this is the service view only."
    if seen.heard:
        others = "; the others are service view only" if seen.rated > seen.heard else ""
        people = f"People who use the service answered too in {seen.heard:,} of them{others}."
    rated = f"{seen.rated:,} of {counted(seen.services, 'service')} {'has' if seen.rated == 1 else 'have'}"
    return f"{rated} ratings that count. Each shows its newest round{when}. {people}{late}"


def _linked(found: Sequence[Ranked], words: Callable[[Ranked], str], most: int = MOST) -> None:
    for one in islice(found, most):
        show.link("result", words(one), icon=":material/arrow_forward:", service=one.service.key)


def _named(names: Mapping[Any, str]) -> dict[str, str]:
    return {str(key): name for key, name in names.items()}

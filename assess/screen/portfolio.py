"""The page about many services: which services to show and how, the finding, and a row for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import streamlit as st

from assess import wording
from assess.core import portfolio
from assess.core.answers import ItemKey
from assess.core.framework import Framework, Item
from assess.core.portfolio import (
    COLUMNS,
    GROUPINGS,
    LAYERS,
    MOST_IN_TRENDS,
    MOST_ROWS,
    PAGE,
    SORTS,
    Choice,
    Count,
    Group,
    Grouping,
    Layer,
    Rated,
    Seen,
    Show,
    View,
)
from assess.core.programme import READING, Service, cautions, notices
from assess.core.text import counted
from assess.present.portfolio import Line, agreed, group_lines, heads, service_lines
from assess.present.signs import Key, keys_of
from assess.screen import learned, navigation, pick, session, show

MOST = 5  # services named in each list of who could learn from whom
ALL = "all"  # the page that has every row
# Without an entry here, rows are sorted by low items.
USUAL_SORT: Mapping[Show, str] = {"slipped": "slipped", "apart": "voices"}
SHOWS = cast("Sequence[Show]", tuple(wording.portfolio.SHOW))


@dataclass(frozen=True)
class Look:
    """How the services are looked at: the items, those of them that are columns, what a row and a cell stand for."""

    view: View
    columns: tuple[ItemKey, ...]
    grouping: Grouping
    layer: Layer


@dataclass(frozen=True)
class Table:
    """The chosen services in one look, and what follows from them."""

    look: Look
    choice: Choice
    seen: Seen

    @property
    def view(self) -> View:
        """The items."""
        return self.look.view

    @cached_property
    def counts(self) -> list[Count]:
        """How many services stand low and high on each item, the ladder's headline first."""
        levels = session.store().portfolio.levels_by(session.viewer(), _whole(self.choice), "all")
        return portfolio.counts(self.view, levels.get("", {}))

    @cached_property
    def groups(self) -> Mapping[str, portfolio.Levels]:
        """The levels of each kind, area or organisation."""
        return session.store().portfolio.levels_by(session.viewer(), _whole(self.choice), self.look.grouping)

    @property
    def total(self) -> int:
        """How many rows there are on all pages."""
        return self.seen.of(self.choice.show) if self.look.grouping == "service" else len(self.groups)


def choose() -> Choice:
    """Ask which services are shown; every choice is kept in the URL."""
    forget = ("page",)
    whose = pick.whose(forget=("page", "sort", "items"))
    organisation = navigation.chosen("organisation")
    cells = session.store().services.kinds_and_areas(session.viewer())
    kind = pick.part("Kind of service", "All kinds", [kind for kind, _ in cells], "kind", forget=forget)
    area = pick.part("Area", "All areas", [area for _, area in cells], "area", forget=forget)
    if organisation:
        # The organisation was chosen from a row: a select box could be too long.
        named = {"": "All organisations", organisation: organisation}
        pick.one("Organisation", named, "organisation", organisation, forget=forget)
    pick.search("Name has", "search")
    return Choice(kind, area, organisation, navigation.chosen("search"), whose=whose)


def look(choice: Choice) -> Look:
    """Ask for the meaning of a row and a cell, and for the items that are columns if there are too many."""
    ladder = next(framework for framework in session.store().frameworks.core if framework.kind == "rung")
    view = portfolio.view(_frameworks(choice), ladder, choice.whose)
    keys = [(framework.key, item.key) for framework, item in view.columns]
    parts = {str(at): f"{at + 1} to {min(at + COLUMNS, len(keys))}" for at in range(0, len(keys), COLUMNS)}
    first = int(pick.one(f"Items shown, of {len(keys)}", parts, "items")) if len(parts) > 1 else 0
    # With one kind, area or organisation chosen, grouping by it would give a single row.
    single = {"kind": choice.kind, "area": choice.area, "organisation": choice.organisation}
    groupings = {key: name for key, name in GROUPINGS.items() if not single.get(key)}
    grouping = cast("Grouping", pick.one("A row for", _named(groupings), "rows", forget=("page",)))
    # Notes and links belong to a single service.
    layers = {key: name for key, name in LAYERS.items() if (choice.whose, key) != ("people", "evidence")}
    layer = cast("Layer", pick.one("Cells show", _named(layers), "layer")) if grouping == "service" else "level"
    return Look(view, tuple(keys[first : first + COLUMNS]), grouping, layer)


def _frameworks(choice: Choice) -> Sequence[Framework]:
    """Ask for the frameworks whose items are columns; by default those that every round rates, if any is rated.

    They are as rounds are worded, also where a file or a page has other words by now, or none any more.
    """
    store = session.store()
    levels = store.portfolio.levels_by(session.viewer(), _whole(choice), "all").get("", {})
    rated, frameworks, core = {framework for framework, _ in levels}, store.frameworks.as_rated(), store.frameworks.core
    others = {key: one for key, one in frameworks.items() if key in rated and one not in core}
    if not others:
        return core
    usual = {"": wording.portfolio.titles(core)} if rated & {one.key for one in core} else {}
    names = usual | {key: one.title for key, one in others.items()}
    key = pick.one("Items of", names, "framework", forget=("items", "sort", "page"))
    return [others[key]] if key else core


def table(choice: Choice, look: Look) -> Table:
    """Return the services that are chosen and what follows from them."""
    return Table(look, choice, session.store().portfolio.seen(session.viewer(), _whole(choice), look.view))


def title(table: Table) -> str:
    """Return the finding as the heading of the page."""
    rated = max((count.n for count in table.counts), default=0)
    name = wording.portfolio.chosen(table.choice)
    finding = wording.portfolio.title(_weakest(table), rated)
    seen = wording.views.as_seen(finding, table.choice.whose)
    return f"{seen} ({name})" if name else seen


def sentence(table: Table, services: Sequence[Service]) -> None:
    """Say what else is low, how the ladder stands, who moved, whether the voices agree and who is missing."""
    show.sign_table(
        "portfolio_sentence.html",
        sentences=[
            wording.portfolio.others(_weakest(table)),
            wording.portfolio.ladder(table.counts[0]),
            wording.portfolio.moved(table.seen),
            *_who_was_heard(table, is_reading=all(service.is_reading for service in services)),
        ],
        notice=" ".join(notices(services)),
    )


def _who_was_heard(table: Table, *, is_reading: bool) -> tuple[str, str]:
    if table.choice.whose == "people":
        return wording.portfolio.people_heard(table.seen), wording.portfolio.people_missing(table.seen)
    return wording.portfolio.voices(table.seen, is_reading=is_reading), wording.portfolio.not_counted(table.seen)


def _weakest(table: Table) -> list[Count]:
    return portfolio.weakest([count for count in table.counts if count.framework.kind != "rung"])


def rows_asked(table: Table) -> Table:
    """Ask which services have a row, in which order and how many at once; return the table of these."""
    with st.container(horizontal=True, key="screen-only-rows", vertical_alignment="bottom"):
        shown: Show = ""
        if table.look.grouping == "service":
            filters = {str(key): wording.portfolio.show(key, table.seen, table.choice.whose) for key in SHOWS}
            shown = cast("Show", pick.some("Show", filters, "show", forget=("sort", "page")))
        sort = pick.one("Sorted by", _sorts(table), "sort", USUAL_SORT.get(shown, "low"), forget=("page",))
        asked = replace(table, choice=replace(table.choice, show=shown, sort=sort))
        return replace(asked, choice=_paged(asked.choice, asked.total))


def sorted_by(table: Table) -> str:
    """Return the order of the rows in words."""
    return _sorts(table)[table.choice.sort]


def _sorts(table: Table) -> dict[str, str]:
    sorts = SORTS if table.look.grouping == "service" else {key: SORTS[key] for key in ("low", "name", "rung")}
    items = {
        f"{key}/{item.key}": wording.portfolio.column(framework, item)
        for (key, _), (framework, item) in table.view.items.items()
    }
    return {**sorts, **{key: f"{name}, lowest first" for key, name in items.items()}}


def _paged(choice: Choice, total: int) -> Choice:
    if total <= PAGE:
        return choice
    names = {str(page): _span(page, total) for page in range(portfolio.pages(total))}
    if total <= MOST_ROWS:
        names[ALL] = f"All {total:,}, as for paper"
    page = pick.one("Rows", names, "page")
    return replace(choice, rows=MOST_ROWS) if page == ALL else replace(choice, page=int(page))


def _span(page: int, total: int) -> str:
    return f"{PAGE * page + 1:,} to {min(PAGE * (page + 1), total):,} of {total:,}"


def rated(table: Table) -> list[Rated]:
    """Return the services of the rows; [] if the rows are groups."""
    if table.look.grouping != "service":
        return []
    return session.store().portfolio.page(session.viewer(), table.choice, table.view)


def rows(table: Table, services: Sequence[Rated]) -> None:
    """Show the counts of each item over all services, and a row for each service or group."""
    show.cached_sign_table("portfolio.html", (table.look, table.choice), lambda: _facts(table, services))


def _facts(table: Table, services: Sequence[Rated]) -> dict[str, object]:
    look, choice = table.look, table.choice
    is_small = table.seen.services <= MOST_IN_TRENDS
    trends = session.store().portfolio.trends(session.viewer(), _whole(choice), table.view) if is_small else {}
    heads_of = heads(table.view, table.counts, trends)
    grouped = look.grouping != "service"
    groups = _groups(table) if grouped else _services(table, services)
    count = sum(len(group["lines"]) for group in groups)
    shown = GROUPINGS[look.grouping] if grouped else wording.portfolio.show_name(choice.show, choice.whose)
    return {
        "keys": _keys(table, is_agreed=bool(agreed(table.view, services))),
        "label": f"{shown}, {counted(count, 'row')} by {counted(len(look.columns), 'item')}",
        "caption": wording.portfolio.caption(choice, shown, count, table.total, _sorts(table)[choice.sort]),
        "first": "Service" if not grouped else GROUPINGS[look.grouping],
        "grouped": grouped,
        "services": counted(table.seen.services, "service"),
        "rounds": counted(len(trends), "round"),
        "has_trends": bool(trends),
        "heads": [heads_of[key] for key in look.columns],
        "groups": groups,
    }


def _services(table: Table, services: Sequence[Rated]) -> list[dict[str, Any]]:
    rounds = {one.service.key: session.store().rounds.of_service(session.viewer(), one.service) for one in services}
    silent = [one for one in services if one.round is None]
    others = [one for one in services if one.round is not None]
    return [
        {
            "title": title,
            "lines": service_lines(table.view, part, table.look.columns, table.look.layer, rounds, session.today()),
        }
        for title, part in (
            (wording.portfolio.silent(table.choice.whose), silent),
            (wording.portfolio.ANSWERED if silent else "", others),
        )
        if part
    ]


def _groups(table: Table) -> list[dict[str, Any]]:
    shown: list[Group] = portfolio.groups(table.view, table.groups, table.choice)
    lines: list[Line] = group_lines(table.view, shown, table.look.columns, table.look.grouping, table.choice)
    return [{"title": "", "lines": lines}]


def _keys(table: Table, *, is_agreed: bool) -> list[Key]:
    layer = table.look.layer
    moved = Key("moved since its round before", "▲▼")
    scales = {table.view.keyed[key][0].values: table.view.keyed[key][0] for key in table.look.columns}
    return [
        *(key for framework in scales.values() if layer == "level" for key in keys_of(framework)),
        moved if layer == "level" else Key(wording.portfolio.LAYERS[layer]),
        Key("voices apart", sign="people"),
        Key("unknown", sign="unknown"),
        *([Key("agreed by both voices; the service's own is listed below", portfolio.AGREED)] if is_agreed else []),
    ]


def further(table: Table, services: Sequence[Rated]) -> None:
    """Show who could learn from whom, levels that were agreed on, and how all was worked out."""
    with show.expander("Who could learn from whom, how this was worked out", key="further"):
        if any(count.n for count in table.counts):
            learning(table, services)
        rows = agreed(table.view, services)
        if rows:
            show.subsection("Levels that both voices agreed on")
            show.rows(rows, "Levels that both voices agreed on, with the service's own")
        show.subsection("How this was worked out")
        for sentence in (
            wording.portfolio.WORDS,
            wording.portfolio.COUNTED,
            wording.portfolio.TRENDS,
            wording.portfolio.dates(table.seen),
            wording.views.ABOUT[table.choice.whose],
        ):
            if sentence:
                show.say(sentence)
        for caution in cautions(rated.service for rated in services):
            show.say(caution)


def learning(table: Table, services: Sequence[Rated]) -> None:
    """Show for one item which services are low, which climbed and share how, and the reports behind our readings."""
    show.subsection("Who could learn from whom")
    columns = {f"{key}/{item}": column for (key, item), column in table.view.keyed.items()}
    titles = {key: wording.portfolio.column(framework, item) for key, (framework, item) in columns.items()}
    framework, item = columns[pick.one("Item", titles, "item")]
    _lesson(table, framework, item)
    _readings(services, framework, item)


def _readings(services: Sequence[Rated], framework: Framework, item: Item) -> None:
    """Show the words that our readings of published reports rest on; nothing where services rate themselves."""
    read = {rated.service.key: rated for rated in services if rated.service.is_reading and rated.round}
    notes = [
        note
        for round_ in dict.fromkeys(rated.round for rated in read.values() if rated.round)
        for note in session.store().voices.notes(session.viewer(), round_)
    ]
    known = {key: rated.service for key, rated in read.items()}
    rows = wording.voices.note_list(notes, known, {(framework.key, item.key): (framework, item)})
    if rows:
        written = [(row["Service"], row["What was written"]) for row in rows]
        show.say(f"{READING}:")
        show.sign_table("result_words.html", written=written, nothing="")


def _lesson(table: Table, framework: Framework, item: Item) -> None:
    """Show which services are low on an item, and which have climbed and agree to share how."""
    middle = framework.values[len(framework.lower_half)]
    choice = _whole(table.choice)
    lesson = session.store().portfolio.lesson(session.viewer(), choice, (framework.key, item.key), middle, MOST)
    if not lesson.low:
        show.say("No service stands in the lower half on this item.")
        return
    total = lesson.low[0].number
    show.say("In the lower half:" if total <= MOST else f"In the lower half: {total:,} services. The lowest:")
    for rank in lesson.low:
        show.link("result", rank.service.name, icon="arrow_forward", service=rank.service.key)
    if not lesson.climbed:
        show.say(
            "No service that agrees to share what it learned has climbed on this item since its round before. "
            "A service agrees on its page “Service details”."
        )
        return
    show.say("These climbed since their round before and agree to share how:")
    said = session.store().learned.visible_to(session.viewer())
    for service, before, now in lesson.climbed:
        label = f"{service.name}: from “{framework.level(before).label}” to “{framework.level(now).label}”"
        show.link("result", label, icon="arrow_forward", service=service.key)
        if service.key in said:
            learned.shared(said[service.key])


def nobody(choice: Choice) -> None:
    """Say that no service matches the choice, and link to all of them."""
    part = " as chosen" if choice.kind or choice.area or choice.organisation else ""
    show.say(f"No service{part} has “{choice.search}” in its name." if choice.search else f"There is no service{part}.")
    show.link("portfolio", "Show all services", icon="arrow_forward")


def _whole(choice: Choice) -> Choice:
    """Return a choice without its rows, so that counts over all chosen services are cached once."""
    return choice.whole


def _named(names: Mapping[Any, str]) -> dict[str, str]:
    return {str(key): name for key, name in names.items()}

"""The portfolio in each view: the store's counts of one voice's own levels equal those of single positions."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assess.core import portfolio
from assess.core.access import local_viewer
from assess.core.answers import ItemKey
from assess.core.catalogue import Catalogue
from assess.core.portfolio import Choice
from assess.core.position import Position, Whose
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store

ME = local_viewer()
TODAY = datetime.now(UTC).astimezone().date()
Heard = tuple[Service, Round | None, Mapping[ItemKey, Position], Mapping[ItemKey, Position]]


@pytest.fixture(scope="module")
def examples(example_home: Callable[[str], Home], catalogue: Catalogue) -> Iterator[Store]:
    with closing(Store(example_home("fictional"), catalogue)) as one:
        yield one


def has_level(position: Position, whose: Whose) -> bool:
    return position.people_level is not None if whose == "people" else position.voice != "people"


def by_hand(store: Store, whose: Whose) -> list[Heard]:
    """Return each service with its last round and the levels of its last two, from single positions."""
    found: list[Heard] = []
    for service in store.services.visible_to(ME):
        positions = store.positions.of_service(ME, service.key)
        known = {p.round for p in positions if has_level(p, whose)}
        rounds = sorted(store.rounds.of(ME, service.programme), key=lambda one: (one.opens, one.key))
        counted = [one for one in rounds if one.key in known]
        levels: list[Mapping[ItemKey, Position]] = [
            {(p.framework, p.item): p.seen_by(whose) for p in positions if p.round == one.key} for one in counted[-2:]
        ]
        now, before = (levels[-1] if levels else {}), (levels[0] if len(levels) > 1 else {})
        found.append((service, counted[-1] if counted else None, now, before))
    return found


@pytest.mark.parametrize("whose", ["service", "people"])
def test_each_row_has_the_last_two_rounds_of_its_voice(examples: Store, whose: Whose) -> None:
    view = portfolio.view(examples.catalogue.core, examples.catalogue.core[0], whose)
    rows = {one.service.key: one for one in examples.portfolio.page(ME, Choice(rows=1_000, whose=whose), view)}
    moved = 0
    for service, newest, now, before in by_hand(examples, whose):
        row = rows[service.key]
        expected = replace(row, round=newest.key if newest else None, now=now, before=before)
        assert row.round == expected.round
        assert portfolio.figures(view, row) == portfolio.figures(view, expected)
        moved += portfolio.figures(view, row).up + portfolio.figures(view, row).down
    assert moved > 0


@pytest.mark.parametrize("whose", ["service", "people"])
def test_how_many_are_low_moved_and_apart_is_what_single_rows_come_to(examples: Store, whose: Whose) -> None:
    view = portfolio.view(examples.catalogue.core, examples.catalogue.core[0], whose)
    choice = Choice(rows=1_000, whose=whose)
    seen, rows = examples.portfolio.seen(ME, choice, view), examples.portfolio.page(ME, choice, view)
    figures = [portfolio.figures(view, row) for row in rows]
    slipped = [(one.climb or 0) < 0 or one.up < one.down for one in figures]
    rose = [not s and ((f.climb or 0) > 0 or f.up > f.down) for f, s in zip(figures, slipped, strict=True)]
    assert (seen.services, seen.rated) == (len(rows), sum(row.round is not None for row in rows))
    assert (seen.slipped, seen.rose) == (sum(slipped), sum(rose))
    assert (seen.both, seen.apart) == (sum(one.both > 0 for one in figures), sum(one.apart > 0 for one in figures))
    levels = examples.portfolio.levels_by(ME, choice, "all")[""]
    for key in view.keyed:
        known = Counter(level for row in rows if (level := portfolio.level_of(view, row.now, key)) is not None)
        assert levels.get(key, {}) == known
    shown = examples.portfolio.page(ME, replace(choice, show="slipped"), view)
    assert len(shown) == seen.slipped


def test_small_columns_of_people_count_their_levels_in_closed_rounds(examples: Store) -> None:
    view = portfolio.view(examples.catalogue.core, examples.catalogue.core[0], "people")
    trends = examples.portfolio.trends(ME, Choice(whose="people"), view)
    newest = {
        programme.key: [one for one in examples.rounds.of(ME, programme.key) if one.has_closed(TODAY)]
        for programme in examples.programmes.visible_to(ME)
    }
    expected = Counter(
        framework.third(position.people_level)
        for programme, closed in newest.items()
        for position in (examples.positions.in_round(ME, closed[-1].key) if closed else [])
        for framework, item in [view.keyed.get((position.framework, position.item), (None, None))]
        if framework is not None and item is not None and position.people_level is not None
    )
    counted: Counter[str] = Counter()
    for thirds in trends.get(1, {}).values():
        counted.update(thirds)
    assert counted == expected
    assert sum(counted.values()) > 0

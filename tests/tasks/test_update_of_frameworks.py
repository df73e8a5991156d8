"""A database of the version before, after an update with new wordings: old rounds stay, and are compared with new."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from assess.core import portfolio
from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.board import compare
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.rewording import reworded
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import papers
from shipped import CATALOGUE as SHIPPED
from versions import go_back

ME = local_viewer()
SPRING, AUTUMN = (date(2025, 3, 1), date(2025, 5, 31)), (date(2025, 9, 1), date(2025, 11, 30))
NEWEST_EARLIER = {key: framework for (key, _), framework in sorted(SHIPPED.earlier.items())}
BEFORE = Catalogue({**SHIPPED.frameworks, **NEWEST_EARLIER})


def rate(store: Store, name: str, days: tuple[date, date], level: int) -> None:
    """Rate the service in a round on the core frameworks, on the first item of each; people stand one level lower."""
    round_ = store.rounds.open(ME, "fernshire-adults", name, *days).key
    first = [(one, one.items[0]) for one in store.catalogue.core]
    answers = [Answer(one.key, item.key, one.values[level]) for one, item in first]
    said = [Answer(one.key, item.key, one.values[level - 1]) for one, item in first if "people" in item.voices]
    with store.at(datetime(2025, days[0].month, 15, 12, tzinfo=UTC)):
        response = store.ratings.start(ME, "elm-court", round_).key
        store.ratings.save(ME, response, answers)
        store.ratings.submit(ME, response)
        store.voices.bring_people(ME, "elm-court", round_, [Brought(6, said)])


@contextmanager
def statements(home: Home) -> Iterator[Callable[..., Any]]:
    """Return a function that runs a statement in a database that is not open."""
    if isinstance(home, Path):
        with closing(duckdb.connect(str(home))) as file:
            yield file.execute
    else:
        with psycopg.connect(home) as server:
            yield lambda sql: server.execute(sql.encode())


def test_rounds_under_the_wording_before_and_now_stand_beside_each_other(empty_home: Home) -> None:
    with closing(Store(empty_home, BEFORE)) as store:
        store.programmes.add(ME, "Fernshire Adults")
        store.services.add(ME, "Elm Court", "Fernshire", "day centre", "North", "fernshire-adults")
        rate(store, "Spring", SPRING, 1)
    with statements(empty_home) as run:
        go_back(run, 17)
    with closing(Store(empty_home, SHIPPED)) as store:
        rate(store, "Autumn", AUTUMN, 2)
        store.positions.reveal_closed_rounds()
        before, after = (papers.round_as_taken(store, ME, round_) for round_ in store.rounds.of(ME, "fernshire-adults"))
        assert before.frameworks == BEFORE.core
        assert after.frameworks == SHIPPED.core
        found = compare(before, after)
        assert found.moved == (3, 0, 0)
        for old, new in zip(before.frameworks, after.frameworks, strict=True):
            is_said = any(said.startswith(f"“{new.title}” was worded") for said in found.differences)
            assert is_said is bool(reworded(old, new, "service"))
            for gap in found.gaps:
                if gap.framework == new:
                    assert gap.same_words is (gap.item.key not in reworded(old, new, "people"))
                    assert (gap.before.n, gap.after.n) == (1, "people" in gap.item.voices)
        for framework in SHIPPED.core:
            view = portfolio.view([framework], SHIPPED.core[0])
            of_two = {SHIPPED.core[0].key, framework.key}
            differ = any(reworded(NEWEST_EARLIER[key], SHIPPED[key], "service") for key in of_two)
            seen = store.portfolio.seen(ME, portfolio.Choice(), view)
            assert (seen.compared, seen.reworded) == (1, differ)
        assert store.faults() == []

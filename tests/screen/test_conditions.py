"""Comparing two rounds that asked for readiness: the tab of conditions, and none where it was not asked."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from apps import opened
from assess import wording
from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.dates import date_of
from assess.store import Store

ME = local_viewer()
# Of six services that had time five climbed, of six that had none one did.
RUNGS = (5, 5, 5, 5, 5, 4, 5, 4, 4, 4, 4, 4)


def write(database: Path, catalogue: Catalogue, frameworks: Sequence[str], count: int = 12) -> None:
    """Write two rounds of up to twelve services, both closed by now."""
    now = datetime.now(UTC)
    with closing(Store(database, catalogue)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        services = [store.services.add(ME, f"Service {n:02}", "Org", "day care", "N", programme) for n in range(count)]
        for name, days, rungs in (("Spring", 200, (4,) * count), ("Autumn", 100, RUNGS[:count])):
            opens = date_of(now - timedelta(days=days))
            asked = [catalogue[key] for key in frameworks]
            round_ = store.rounds.open(
                ME, programme, name, opens, opens + timedelta(days=30), "thorough", frameworks=asked
            )
            with store.at(now - timedelta(days=days - 9)):
                for place, (service, rung) in enumerate(zip(services, rungs, strict=True)):
                    response = store.ratings.start(ME, service.key, round_.key).key
                    time = [Answer("readiness", "time", 4 if place < 6 else 1)] if "readiness" in frameworks else []
                    store.ratings.save(ME, response, [Answer("ladder", "overall", rung), *time])
                    store.ratings.submit(ME, response)


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.markdown).replace("\\", "")


def tabs(app: AppTest) -> list[str]:
    return [str(tab.label) for tab in app.tabs]


def test_the_tab_says_who_climbed_with_and_without_a_condition_and_that_it_is_no_cause(
    database: Path, catalogue: Catalogue
) -> None:
    write(database, catalogue, ["ladder", "readiness"])
    closed = opened("compare")
    assert wording.conditions.TAB in tabs(closed)
    # Drawn only when it is open.
    assert wording.conditions.NOT_CAUSE not in said(closed)
    app = opened("compare", tab="Conditions")
    assert "Of 12 services whose rung is known in Spring and in Autumn, 6 climbed." in said(app)
    assert "“Protected time”: where it was in place 5 of 6 climbed, where it was not 1 of 6." in said(app)
    assert wording.conditions.NOT_CAUSE in said(app)
    assert wording.conditions.BY_CHANCE in said(app)


def test_there_is_no_such_tab_where_readiness_was_not_asked(database: Path, catalogue: Catalogue) -> None:
    write(database, catalogue, ["ladder", "principles"], 2)
    assert wording.conditions.TAB not in tabs(opened("compare"))

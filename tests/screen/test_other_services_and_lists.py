"""What a service learns beside its own levels: how others climbed, and which other lists are about the same things."""

from dataclasses import replace

from apps import opened
from assess import wording
from assess.core.access import Viewer
from assess.core.catalogue import Catalogue
from assess.core.learned import NOTHING, Learned
from assess.core.portfolio import Choice, items
from assess.store import Store

HOW = Learned("We asked people *first*.", "Team manager")


def test_how_a_service_climbed_stands_under_its_name_only_while_it_agrees(
    examples: Store, catalogue: Catalogue, me: Viewer
) -> None:
    principles = catalogue["principles"]
    item, service = next(
        (item.key, lesson.climbed[0][0])
        for item in items(principles)
        for lesson in [examples.portfolio.lesson(me, Choice(), ("principles", item.key), 2, 100)]
        if lesson.low and lesson.climbed
    )
    examples.learned.keep(me, service.key, HOW, NOTHING)
    app = opened("portfolio", "Commissioner", item=f"principles/{item}")
    assert any("We asked people *first*." in each.value for each in app.text)
    assert any("Ask the team manager." in each.value.replace("\\", "") for each in app.markdown)
    examples.services.change(me, replace(service, shares_learning=False), service)
    app = opened("portfolio", "Commissioner", item=f"principles/{item}")
    assert not any("We asked people" in each.value for each in app.text)


def test_a_result_shows_the_parts_of_other_lists_with_the_levels_on_related_items(seen_examples: Store) -> None:
    app = opened("result", service="larkrise-sitting-service", tab=wording.related.TITLE)
    tables = [str(each.value.to_dict("records")).replace("\\", "") for each in app.table]
    assert any("UK Standards for Public Involvement" in table and "Equal (" in table for table in tables)

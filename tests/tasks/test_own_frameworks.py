"""An unknown framework works with every export and paper, and two versions of it are compared by the rule."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from assess.core import drafts, portfolio
from assess.core.board import Comparison, compare
from assess.core.catalogue import Catalogue
from assess.core.drafts import Draft
from assess.core.framework import ABOUT_LIMIT, MOST_INDICATORS, MOST_ITEMS, MOST_LEVELS, SENTENCE_LIMIT, Framework
from assess.core.portfolio import Choice
from assess.core.rewording import changes
from assess.core.text import NAME_LIMIT
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import export_tables, import_tables, papers, table_files
from assess.tasks.framework_versions import Version
from assess.tasks.import_frameworks import wording_in
from own_frameworks import AUTUMN, HOSTILE, ME, PROGRAMME, SPRING, add_services, draft, published, rate, rate_all

TODAY = date(2025, 12, 10)
OTHER = "In other words?"


def reworded(made: Draft, field: str) -> Draft:
    return drafts.put(made, ("items", "item-1", field), OTHER)


def with_item(made: Draft) -> Draft:
    made, key = drafts.add_item(made, "Brand new")
    for field in ("question", "prompt"):
        made = drafts.put(made, ("items", key, field), "New?")
    return made


# Each way in which a version can differ from the one before.
EDITS: dict[str, Callable[[Draft], Draft]] = {
    "nothing": lambda made: made,
    "about": lambda made: drafts.put(made, ("about",), OTHER),
    "new": with_item,
    "gone": lambda made: drafts.remove_item(made, "item-1"),
    "moved": lambda made: drafts.move_item(made, "item-1", 2),
    "question": lambda made: reworded(made, "question"),
    "question of people": lambda made: reworded(made, "question_people"),
    "title": lambda made: reworded(made, "title"),
    "descriptor": lambda made: drafts.put(made, ("items", "item-1", "descriptors", 2), OTHER),
    "descriptor of the scale": lambda made: drafts.put(made, ("levels", 1, "descriptor"), OTHER),
    "name of a level": lambda made: drafts.put(made, ("levels", 1, "label"), OTHER),
    "prompt": lambda made: reworded(made, "prompt"),
    "people are not asked": lambda made: drafts.put(made, ("items", "item-1", "voices"), ["service"]),
    "all at once": lambda made: with_item(
        drafts.move_item(drafts.remove_item(reworded(made, "question"), "item-2"), "item-1", 1)
    ),
}


@pytest.fixture
def store(empty_home: Home, catalogue: Catalogue) -> Iterator[Store]:
    with closing(Store(empty_home, catalogue)) as opened:
        add_services(opened, 2)
        yield opened


@pytest.fixture(scope="module")
def two_versions(
    copied_home: Callable[[], Home], catalogue: Catalogue
) -> tuple[dict[str, Framework], dict[str, Framework], Comparison]:
    """For each edit a framework before and after it, and two services compared in a round on these and one on those."""
    with closing(Store(copied_home(), catalogue)) as store:
        add_services(store, 2)
        before = {edit: published(store, draft(edit)) for edit in EDITS}
        after = {edit: published(store, make(draft(edit)), before[edit].key) for edit, make in EDITS.items()}
        first = rate_all(store, [*before.values()], "Spring", SPRING, 2)
        later = rate_all(store, [*after.values()], "Autumn", AUTUMN, 3)
        store.positions.reveal_closed_rounds()
        assert store.faults() == []
        return before, after, compare(*(papers.round_as_taken(store, ME, round_) for round_ in (first, later)))


@pytest.mark.parametrize("edit", EDITS)
def test_two_versions_are_compared_on_all_but_what_has_changed(
    two_versions: tuple[dict[str, Framework], dict[str, Framework], Comparison], edit: str
) -> None:
    before, after, found = two_versions[0][edit], two_versions[1][edit], two_versions[2]
    said = changes(before, after)
    items = [change for change in found.items if change.framework.key == after.key]
    gaps = [gap for gap in found.gaps if gap.framework.key == after.key]
    both = {item.key for item in before.items} - {*said.gone}
    assert {change.item.key for change in items} == both
    assert all(change.n == change.up == 2 for change in items)
    # What a service reads in other words is compared, and said; what people say is not.
    assert any(f"“{edit}” was worded" in sentence for sentence in found.differences) is bool(said.reworded)
    asked_twice = {item.key for item in after.items if "people" in item.voices} & both
    assert {gap.item.key for gap in gaps if gap.heard_twice} == asked_twice
    assert {gap.item.key for gap in gaps if gap.heard_twice and not gap.same_words} == {*said.reworded_people}


@pytest.fixture(scope="module")
def hostile(copied_home: Callable[[], Home], catalogue: Catalogue) -> Iterator[Store]:
    """Two rounds on a framework whose every text another program could take for its own syntax."""
    with closing(Store(copied_home(), catalogue)) as store:
        add_services(store)
        rate_hostile(store)
        yield store


def rate_hostile(store: Store) -> None:
    made = draft(HOSTILE["title"], HOSTILE["item"] + " {}", HOSTILE["label"] + " {}")
    before = published(store, made)
    after = published(
        store, with_item(drafts.put(made, ("items", made["items"][1]["key"], "question"), OTHER)), before.key
    )
    rate_all(store, [before], "Spring", SPRING, 2)
    rate_all(store, [after], "Autumn", AUTUMN, 3)
    store.positions.reveal_closed_rounds()
    store.peers.renew()


def test_its_papers_can_be_taken_away(hostile: Store) -> None:
    (programme,) = hostile.programmes.visible_to(ME)
    spring, autumn = hostile.rounds.of(ME, PROGRAMME)
    facts = papers.facts(hostile, ME, programme, spring, autumn, TODAY)
    service = hostile.services.visible_to(ME)[0]
    files: list[bytes] = [
        *(make(facts) for make in (*papers.PAPER_FORMATS.values(), *papers.ANNEX_FORMATS.values())),
        *(papers.result_file(kind, hostile, ME, service, autumn, TODAY) for kind in papers.RESULT_FORMATS),
    ]
    view = portfolio.view([hostile.rounds.frameworks(autumn.key)[0]], hostile.frameworks.core[0])
    arguments: tuple[Any, ...] = (hostile, ME, view, tuple(view.items), "service", "level", Choice(), "Name", TODAY)
    files += [papers.portfolio_file(kind, *arguments) for kind in papers.PORTFOLIO_FORMATS]
    assert all(len(file) > 1_000 for file in files)


def test_similar_services_stand_beside_each_other_on_it(hostile: Store) -> None:
    framework = hostile.rounds.frameworks(hostile.rounds.of(ME, PROGRAMME)[1].key)[0]
    manager = hostile.services.visible_to(ME)[0]
    group, _ = hostile.peers.beside(ME, manager)
    assert group.reason() is None
    assert {key for key, _ in group.levels} == {framework.key}


def test_an_export_brings_its_words_to_another_database(
    store: Store, copied_home: Callable[[], Home], catalogue: Catalogue
) -> None:
    made = draft("Kindness", "Listening {}", "Step {}")
    before = published(store, made)
    other_words = drafts.put(made, ("items", made["items"][1]["key"], "question"), OTHER)
    rate(store, before, "Spring", SPRING, 2)
    rate(store, published(store, other_words, before.key), "Autumn", AUTUMN, 3)
    store.positions.reveal_closed_rounds()
    tables = export_tables.exported(store, ME)
    files = {"all.zip": table_files.csv_zip(tables)}
    with closing(Store(copied_home(), catalogue)) as there:
        read = table_files.read_files(files, there.catalogue.every_version)
        verdicts = import_tables.import_rows(there, ME, read, keep=True)
        assert [verdict for verdict in verdicts if verdict.what == "refused"] == []
        for one, other in zip(store.rounds.of(ME, PROGRAMME), there.rounds.of(ME, PROGRAMME), strict=True):
            assert there.rounds.frameworks(other.key) == store.rounds.frameworks(one.key)
        key = there.rounds.frameworks(other.key)[0].key
        # It can be copied there, or go on as its next version.
        assert there.frameworks.as_rated()[key].version == 2
        assert published(there, drafts.of_framework(there.frameworks.as_rated()[key]), key).version == 3


def longest() -> Draft:
    """Return a draft in which every text is as long as it may be, of characters that JSON writes as two."""
    name, sentence, about = ('"' * length for length in (NAME_LIMIT, SENTENCE_LIMIT, ABOUT_LIMIT))
    levels = [
        {"value": value, "label": f"{value}{name[1:]}", "label_people": name, "descriptor": sentence}
        | {"descriptor_people": sentence, "band": name}
        for value in range(MOST_LEVELS)
    ]
    texts = {str(value): sentence for value in range(MOST_LEVELS)}
    item = {
        **dict.fromkeys(("title_people", "group"), name),
        **dict.fromkeys(("question", "question_people", "prompt"), sentence),
        "descriptors": texts,
        "descriptors_people": texts,
        "to_do": {value: text for value, text in texts.items() if value != "0"},
        "quick": True,
        "indicators": [sentence] * MOST_INDICATORS,
    }
    items = [{**item, "key": f"item-{number}", "title": f"{number:02}{name[2:]}"} for number in range(MOST_ITEMS)]
    notes = [sentence, sentence]
    fields = dict.fromkeys(("source", "credit", "about", "set_aside"), about)
    return {"title": name, "kind": "scale", "notes": notes, "levels": levels, "items": items, **fields}


@pytest.mark.parametrize(
    "made", [draft(HOSTILE["title"], HOSTILE["item"] + " {}", HOSTILE["label"] + " {}"), longest()]
)
def test_what_can_be_published_can_be_brought_in(made: Draft) -> None:
    framework, faults = drafts.checked(made, "kindness", 1)
    assert framework is not None
    assert faults == []
    rows = export_tables.framework_rows([framework])
    assert wording_in(Version("kindness", 1), rows) == framework


def test_the_portfolio_has_the_title_that_rounds_have_and_not_that_of_a_later_version(store: Store) -> None:
    first = published(store, draft("Kindness"))
    rate(store, first, "Spring", SPRING, 2)
    published(store, draft("Warmth"), first.key)
    assert store.catalogue[first.key].title == "Warmth"
    assert store.frameworks.as_rated()[first.key].title == "Kindness"
    store.frameworks.retire(ME, first.key)
    assert store.frameworks.as_rated()[first.key].title == "Kindness"

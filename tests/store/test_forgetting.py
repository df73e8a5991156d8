"""Forgetting a person: the places where the name may stand are shown, and only what was chosen is replaced."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from acts import ME, promised
from assess.core.access import Grant, Viewer, guest
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.forgetting import LINK_REMOVED, Hit
from assess.core.programme import Round, Service
from assess.core.publication import Publication
from assess.database.opening import Home
from assess.store import Store
from tampering import as_before_digests, tamper

WILL = "issuer 7"


@pytest.fixture(scope="module")
def named(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """A database with a service that Will May knows, rated in sentences that name him or only seem to."""
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        write(store)
    return home


@pytest.fixture
def rated(
    named: Home, copied: Callable[[Home], Home], catalogue: Catalogue
) -> Iterator[tuple[Store, Service, Round, str]]:
    """A copy of it, opened, with the service, its round and the response."""
    with closing(Store(copied(named), catalogue)) as store:
        service = store.services.get(ME, "larkrise")
        (round_,) = store.rounds.of(ME, service.programme)
        yield store, service, round_, store.ratings.responses(ME, service.key)[0][0].key


def write(store: Store) -> None:
    store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    store.accounts.viewer(WILL, "Will May")
    service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
    response = store.ratings.start(ME, service.key, round_.key).key
    note = "In May people will meet.\nwill  may asked them; see https://example.org/will-may and Will Mayor."
    answers = [
        Answer("principles", "equal", 3, note=note, link="https://example.org/May/plan"),
        Answer("principles", "holistic", 4, link="https://example.org/Will%20May"),
        Answer("ladder", "overall", None, does_not_apply="May, Will said so"),
    ]
    store.ratings.save(ME, response, answers)
    store.ratings.submit(ME, response)
    store.ratings.reopen(ME, response, "Will May forgot one")
    action = replace(promised(service, round_.key, "ladder", "overall"), what="Will May rings", owner="WILL MAY")
    store.actions.keep(ME, action)
    store.rounds.close(ME, round_.key, "Will wants that")


def by_kind(hits: list[Hit]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"name": [], "link": [], "part": []}
    for hit in hits:
        found[hit.kind].append(f"{hit.table}.{hit.column} {hit.found}")
    return {kind: sorted(places) for kind, places in found.items()}


def text_of(store: Store, response: str) -> list[Answer]:
    return [entry.answer for entry in store.ratings.log(ME, response)]


def test_every_place_is_found_and_nothing_is_changed(rated: tuple[Store, Service, Round, str]) -> None:
    store, service, round_, response = rated
    before, acts = text_of(store, response), store.audit.newest_hash()
    hits = store.accounts.places_of_name(ME, WILL)
    assert by_kind(hits) == {
        "name": [
            "action.owner WILL MAY",
            "action.what Will May",
            "answer.does_not_apply May, Will",
            "answer.note will may",
            "reopening.reason Will May",
        ],
        "link": ["answer.link https://example.org/Will%20May", "answer.note https://example.org/will-may"],
        "part": ["answer.note May", "answer.note Will", "round_end.reason Will"],
    }
    assert [hit.kind for hit in hits] == sorted((hit.kind for hit in hits), key=["name", "link", "part"].index)
    assert {(hit.service, hit.round) for hit in hits if hit.table != "round_end"} == {(service.name, round_.name)}
    assert (text_of(store, response), store.audit.newest_hash()) == (before, acts)


def test_of_what_people_wrote_an_administrator_sees_the_name_alone(rated: tuple[Store, Service, Round, str]) -> None:
    store, service, _, _ = rated
    round_ = store.rounds.open(ME, service.programme, "Next", date(2026, 1, 1), date(2099, 1, 1))
    response = store.invitations.join(store.invitations.open(ME, service.key, round_.key).token).key
    note = "Will May never listens, see https://example.org/will-may"
    store.ratings.save(guest(response), response, [Answer("principles", "equal", 0, note=note)])
    theirs = [hit for hit in store.accounts.places_of_name(ME, WILL) if hit.is_of_people]
    assert [(hit.service, hit.round, hit.before, hit.found, hit.after) for hit in theirs] == [
        ("", "", "", "Will May", ""),
        ("", "", "", "a link", ""),
    ]
    token = store.accounts.forget(ME, WILL, theirs)
    (entry,) = store.ratings.log(guest(response), response)
    assert entry.answer.note == f"{token} never listens, see {LINK_REMOVED}"


def test_only_the_chosen_places_are_replaced(rated: tuple[Store, Service, Round, str]) -> None:
    store, service, _, response = rated
    positions = store.positions.of_service(ME, service.key)
    certain = [hit for hit in store.accounts.places_of_name(ME, WILL) if hit.is_certain]
    token = store.accounts.forget(ME, WILL, certain)
    equal, holistic, ladder = text_of(store, response)
    assert equal.note == (
        f"In May people will meet.\n{token} asked them; see https://example.org/will-may and Will Mayor."
    )
    assert equal.link == "https://example.org/May/plan"
    assert holistic.link == "https://example.org/Will%20May"
    assert ladder.does_not_apply == f"{token} said so"
    (action,) = store.actions.visible_to(ME)
    assert (action.what, action.owner) == (f"{token} rings", token)
    assert store.positions.of_service(ME, service.key) == positions
    assert store.faults() == []


def test_a_link_is_removed_as_a_whole_and_its_level_stays_backed(rated: tuple[Store, Service, Round, str]) -> None:
    store, service, _, response = rated
    links = [hit for hit in store.accounts.places_of_name(ME, WILL) if hit.kind == "link"]
    store.accounts.forget(ME, WILL, links)
    equal, holistic, _ = text_of(store, response)
    assert f"see {LINK_REMOVED} and Will Mayor." in equal.note
    assert (holistic.link, holistic.note) == ("", LINK_REMOVED)
    assert [
        position.evidenced for position in store.positions.of_service(ME, service.key) if position.item == "holistic"
    ]
    assert store.faults() == []


def test_without_a_choice_nothing_that_was_typed_changes(rated: tuple[Store, Service, Round, str]) -> None:
    store, _, _, response = rated
    before = text_of(store, response)
    store.accounts.forget(ME, WILL)
    assert text_of(store, response) == before
    assert store.accounts.viewer(WILL, "Will May").grants == ()


def test_a_place_whose_text_has_changed_is_refused_and_nobody_is_forgotten(
    rated: tuple[Store, Service, Round, str],
) -> None:
    store, _, _, response = rated
    hits = store.accounts.places_of_name(ME, WILL)
    before = text_of(store, response)
    stale = replace(hits[0], key="another")
    with pytest.raises(InputError, match="has changed since you looked"):
        store.accounts.forget(ME, WILL, [hits[1], stale])
    assert text_of(store, response) == before
    assert store.accounts.places_of_name(ME, WILL) == hits
    assert store.faults() == []


def test_each_replaced_row_has_an_act_and_no_word_of_it_is_in_the_log(
    rated: tuple[Store, Service, Round, str],
) -> None:
    store, *_ = rated
    hits = store.accounts.places_of_name(ME, WILL)
    store.accounts.forget(ME, WILL, hits)
    events = store.audit.events()
    assert sorted(event.before for event in events if event.act == "erase name") == [
        *("action", "answer", "answer", "answer", "end round", "reopen"),
    ]
    assert "Will" not in str(events)
    assert store.audit.chain_holds()


def test_a_replaced_note_that_is_changed_later_is_noticed(rated: tuple[Store, Service, Round, str]) -> None:
    store, *_ = rated
    store.accounts.forget(ME, WILL, store.accounts.places_of_name(ME, WILL))
    tamper(store, "UPDATE answer SET note = 'Other words' WHERE item = 'equal'")
    tamper(store, "UPDATE action SET owner = 'Somebody'")
    assert [sentence.split(" (")[0] for sentence in store.faults() if "row of" in sentence] == [
        *("the row of “answer”", "the row of “action”"),
    ]


def test_a_name_is_replaced_in_rows_that_an_earlier_version_has_recorded(
    rated: tuple[Store, Service, Round, str],
) -> None:
    store, *_ = rated
    as_before_digests(store)
    store.accounts.forget(ME, WILL, store.accounts.places_of_name(ME, WILL))
    assert store.faults() == []
    tamper(store, "UPDATE answer SET note = 'Other words' WHERE item = 'equal'")
    assert any("row of “answer”" in sentence for sentence in store.faults())


def test_only_an_administrator_sees_the_places(rated: tuple[Store, Service, Round, str]) -> None:
    store, *_ = rated
    with pytest.raises(NotAllowedError):
        store.accounts.places_of_name(Viewer("a", "A", (Grant("manager", "everything"),)), WILL)
    with pytest.raises(InputError, match="nobody"):
        store.accounts.places_of_name(ME, "issuer 99")


def test_a_name_in_a_published_sheet_is_replaced_and_the_sheet_goes_on_to_be_read(
    rated: tuple[Store, Service, Round, str],
) -> None:
    store, service, round_, _ = rated
    sheet = Publication(service.key, round_.key, "12 answered.\n- “Will May helps.”", "We agree.", "Meet", "a")
    store.publications.publish(ME, sheet)
    chosen = [hit for hit in store.accounts.places_of_name(ME, WILL) if hit.table == "publication"]
    assert [(hit.column, hit.found, hit.service) for hit in chosen] == [("told", "Will May", service.name)]
    store.accounts.forget(ME, WILL, chosen)
    (published,) = store.publications.visible_to(ME)
    assert published.told.startswith("12 answered.\n- “")
    assert published.told.endswith(" helps.”")
    assert "Will" not in published.told
    assert store.faults() == []

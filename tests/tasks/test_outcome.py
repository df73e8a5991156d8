from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assess import wording
from assess.core.access import Viewer
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.change import changes_between
from assess.core.errors import NothingYetError
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import outcome as outcomes
from assess.tasks.outcome import outcome


def test_an_outcome_is_what_was_submitted_last_and_not_what_was_saved_since(empty_store: Store, me: Viewer) -> None:
    store = empty_store
    store.clock = lambda: datetime(2026, 6, 3, 9, tzinfo=UTC)
    service, round_ = store.services.add_first(me, "Larkrise", "Borsetshire", "home care", "Ambridge")
    response = store.ratings.start(me, service.key, round_.key)
    store.ratings.save(
        me, response.key, [Answer("ladder", "overall", 3), Answer("principles", "equal", 2, note="Minutes")]
    )
    store.ratings.submit(me, response.key)
    store.ratings.reopen(me, response.key, "A slip of the pen")
    store.ratings.save(me, response.key, [Answer("ladder", "overall", 5)])
    came_to = outcome(store, me, round_, response)
    assert came_to.standings["ladder"].levels == {"overall": 3}
    assert came_to.standings["principles"].evidenced == {"equal"}
    assert came_to.submitted.counting.date() == date(2026, 6, 3)

    store.ratings.submit(me, response.key)
    assert outcome(store, me, round_, response).standings["ladder"].levels == {"overall": 5}


def test_an_outcome_has_every_framework_of_its_round_and_the_form_that_was_used(empty_store: Store, me: Viewer) -> None:
    store = empty_store
    service, round_ = store.services.add_first(me, "Larkrise", "Borsetshire", "home care", "Ambridge")
    response = store.ratings.start(me, service.key, round_.key)
    store.ratings.save(me, response.key, [Answer("ladder", "plan", 4)])
    store.ratings.submit(me, response.key)
    came_to = outcome(store, me, round_, response)
    assert list(came_to.standings) == ["ladder", "principles", "milestones"]
    assert came_to.standings["ladder"].levels == {"plan": 4}
    assert len(came_to.standings["ladder"].asked) == 5


EQUAL = ("principles", "equal")


def four_rounds(store: Store, me: Viewer) -> tuple[Service, list[Round]]:
    """A service that submitted the first round, missed the second, was late in the third and corrected the last."""
    store.programmes.add(me, "Open Doors")
    service = store.services.add(me, "Oak Lodge", "Fernshire Council", "day centre", "North", "open-doors")
    rounds = [
        store.rounds.open(me, "open-doors", f"Round {n}", date(2020 + n, 3, 1), date(2020 + n, 5, 31)) for n in range(4)
    ]
    for place, month, levels in ((0, 4, (1,)), (2, 7, (2,)), (3, 4, (3, 4))):
        response = store.ratings.start(me, service.key, rounds[place].key)
        for day, level in enumerate(levels, start=1):
            with store.at(datetime(2020 + place, month, day, 12, tzinfo=UTC)):
                if day > 1:
                    store.ratings.reopen(me, response.key, "A slip of the pen")
                store.ratings.save(me, response.key, [Answer(*EQUAL, level), Answer("ladder", "overall", 5)])
                store.ratings.submit(me, response.key)
    return service, rounds


def test_the_rounds_of_a_service_have_what_was_missed_late_and_corrected(empty_store: Store, me: Viewer) -> None:
    service, rounds = four_rounds(empty_store, me)
    latest = outcomes.latest(empty_store, me, service)
    past = outcomes.rounds_so_far(empty_store, me, service, latest)
    assert [each.round for each in past] == rounds
    assert [each.levels.get(EQUAL) for each in past] == [1, None, 2, 4]
    assert [each.is_submitted for each in past] == [True, False, True, True]
    assert latest.corrected == {EQUAL: 3}
    first = outcome(empty_store, me, *outcomes.submitted(empty_store, me, service)[0])
    assert [each.round for each in outcomes.rounds_so_far(empty_store, me, service, first)] == rounds[:1]
    assert first.corrected == {}


def test_two_rounds_of_a_service_differ_in_their_forms(empty_store: Store, me: Viewer) -> None:
    service, rounds = four_rounds(empty_store, me)
    thorough = empty_store.rounds.open(me, "open-doors", "Fifth", date(2024, 3, 1), date(2024, 5, 31), "thorough")
    with empty_store.at(datetime(2024, 4, 1, 12, tzinfo=UTC)):
        response = empty_store.ratings.start(me, service.key, thorough.key)
        empty_store.ratings.save(me, response.key, [Answer(*EQUAL, 2)])
        empty_store.ratings.submit(me, response.key)
    *_, before, now = (outcome(empty_store, me, *each) for each in outcomes.submitted(empty_store, me, service))
    past = outcomes.rounds_so_far(empty_store, me, service, now)
    changes = changes_between(before.standings, now.standings)
    assert outcomes.differences(empty_store, service, past, before, changes) == [
        "The form was quick in Round 3 and thorough in Fifth: the thorough one looks closer before it rates."
    ]
    assert outcomes.differences(empty_store, service, past, None, changes) == []
    assert rounds[3] == before.round


def test_peoples_rung_is_left_out_of_rounds_in_which_they_read_other_words(
    empty_store: Store, me: Viewer, catalogue: Catalogue
) -> None:
    store, ladder = empty_store, catalogue["ladder"]
    store.programmes.add(me, "Open Doors")
    service = store.services.add(me, "Oak Lodge", "Fernshire Council", "day centre", "North", "open-doors")
    other = ladder.items[0].model_copy(update={"question_people": "What is it like?"})
    older = ladder.model_copy(update={"version": ladder.version + 1, "items": (other, *ladder.items[1:])})
    for place, framework in enumerate((ladder, older, ladder)):
        days = date(2020 + place, 3, 1), date(2020 + place, 5, 31)
        round_ = store.rounds.open(me, "open-doors", f"Round {place}", *days, frameworks=[framework])
        with store.at(datetime(2020 + place, 4, 1, 12, tzinfo=UTC)):
            response = store.ratings.start(me, service.key, round_.key)
            store.ratings.save(me, response.key, [Answer("ladder", "overall", 3 + place)])
            store.ratings.submit(me, response.key)
            said = [Brought(6, [Answer("ladder", "overall", 2 + place)])]
            store.voices.bring_people(me, service.key, round_.key, said)
    now = outcomes.latest(store, me, service)
    past = outcomes.rounds_so_far(store, me, service, now)
    key = ("ladder", "overall")
    assert [each.levels[key] for each in past] == [3, 4, 5]
    assert [each.people(key) for each in past] == [2, None, 4]
    assert wording.result.ladder_note(past, key) == (
        f"{wording.result.RUNG} People read other words in Round 1, so their rung of then is left out."
    )
    assert wording.result.ladder_note(past[-1:], key) == wording.result.RUNG
    before = outcome(store, me, *outcomes.submitted(store, me, service)[1])
    changes = changes_between(before.standings, now.standings)
    assert [change.steps for change in changes] == [1]
    # The service reads the same words in all three rounds.
    assert outcomes.differences(store, service, past, before, changes) == []


def test_both_notes_of_a_round_stand_beside_those_of_the_round_before(
    empty_store: Store, me: Viewer, catalogue: Catalogue
) -> None:
    store, conditions = empty_store, [catalogue["conditions"]]
    store.programmes.add(me, "Open Doors")
    service = store.services.add(me, "Oak Lodge", "Fernshire Council", "day centre", "North", "open-doors")
    for place, notes in enumerate((("A start", "No plan"), ("A plan", ""))):
        when = date(2024 + place, 3, 1), date(2024 + place, 5, 31)
        round_ = store.rounds.open(me, "open-doors", f"Round {place}", *when, frameworks=conditions)
        response = store.ratings.start(me, service.key, round_.key)
        given = zip(("policies", "policies.second-note"), notes, strict=True)
        with store.at(datetime(2024 + place, 4, 1, 12, tzinfo=UTC)):
            store.ratings.save(me, response.key, [Answer("conditions", key, note=note) for key, note in given])
            store.ratings.save(me, response.key, [Answer("conditions", "practices", 2)])
            store.ratings.submit(me, response.key)
    now, before = outcomes.with_before(store, me, service, round_)
    helps, hinders = outcomes.notes(now, before)["conditions"]
    assert (helps.rows[0].now, helps.rows[0].before) == ("A plan", "A start")
    assert (hinders.rows[0].now, hinders.rows[0].before) == ("", "No plan")
    # A second note is no answer: it neither rates an item nor makes the form a thorough one.
    assert now.standings["conditions"].levels == {"practices": 2}
    with pytest.raises(NothingYetError, match="Oak Lodge has not submitted Elsewhere"):
        outcomes.with_before(store, me, service, replace(round_, key="elsewhere", name="Elsewhere"))

from datetime import UTC, date, datetime

from assess.core.access import Viewer
from assess.core.answers import Answer
from assess.store import Store
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

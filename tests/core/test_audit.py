"""The chain of hashes in the audit log, also of logs that earlier versions began."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import assume, given
from hypothesis import strategies as st

from assess.core.audit import NO_HASH, Chain, Event, parsed_hash

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TEXT = st.text(max_size=5)
ACTS = st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=6)


def log(acts: Sequence[tuple[str, ...]], earlier: int) -> list[Event]:
    """Return a log with these acts, the first of them as earlier versions wrote them: after a full hash."""
    events: list[Event] = []
    full = ""
    for number, (principal, act, subject, after, digest) in enumerate(acts, start=1):
        at = NOON + timedelta(seconds=number)
        event = Event(number, at, principal, act, subject, "", after, digest=digest)
        if number <= earlier:
            full = event.full_hash(full)
            events.append(event._replace(hash=UUID(hex=full[:32])))
        else:
            events.append(event.chained_to(events[-1].hash if events else None))
    return events


def holds(events: Sequence[Event], *more: Sequence[Event]) -> bool:
    chain = Chain()
    for part in (events, *more):
        chain.add(part)
    return chain.holds


@given(ACTS, st.integers(0, 6), st.integers(0, 6))
def test_a_log_holds_wherever_an_earlier_version_ended_and_in_whatever_parts_it_is_read(
    acts: list[tuple[str, ...]], earlier: int, part: int
) -> None:
    events = log(acts, earlier)
    assert holds(events)
    assert holds(events[:part], events[part:])


@given(ACTS, st.integers(0, 6), st.data())
def test_a_log_breaks_when_an_event_is_changed_or_taken_out_or_put_elsewhere(
    acts: list[tuple[str, ...]], earlier: int, data: st.DataObject
) -> None:
    events = log(acts, earlier)
    place = data.draw(st.integers(0, len(events) - 1))
    name, value = data.draw(
        st.one_of(
            st.tuples(st.sampled_from(["principal", "act", "subject", "before", "after", "digest"]), TEXT),
            st.tuples(st.just("number"), st.integers(0, 99)),
            st.tuples(st.just("at"), st.datetimes(timezones=st.just(UTC))),
            st.tuples(st.just("hash"), st.uuids()),
        )
    )
    changed = events[place]._replace(**{name: value})  # type: ignore[arg-type]
    assume(changed != events[place])
    assert not holds([*events[:place], changed, *events[place + 1 :]])
    taken_out = [*events[:place], *events[place + 1 :]]
    if place < len(events) - 1:
        assert not holds(taken_out)
        assert not holds([*taken_out, events[place]])


def test_what_follows_an_event_at_fault_does_not_mend_the_chain() -> None:
    first, second, third = log([("p", "act", "s", "", "")] * 3, 0)
    alone = third.chained_to(None)
    assert not holds([first, second._replace(after="more"), alone])


def test_a_hash_is_the_same_as_in_the_versions_before() -> None:
    event = Event(7, NOON, "p", "answer", "s", "1", "2", digest="0123456789abcdef")
    assert event.full_hash("ab" * 32) == "eb62ab363ab12cc39edc639ef51d9c226bb4ead902b3f69b27acce974c68aa6c"


def test_a_hash_that_was_written_down_in_full_is_found_by_its_first_half() -> None:
    full = "0123456789abcdef" * 4
    assert parsed_hash(full) == parsed_hash(full[:32]) == UUID(hex=full[:32])
    assert parsed_hash("") is None
    assert parsed_hash("the newest") is None
    assert Event(1, NOON, "p", "a", "s", "", "").hash == NO_HASH

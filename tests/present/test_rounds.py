from dataclasses import replace
from datetime import UTC, datetime

from assess import wording
from assess.core.framework import Voice
from assess.core.voices import Turnout
from assess.present import rounds
from stood import LARKRISE

AT = datetime(2026, 10, 1, tzinfo=UTC)


def test_the_silent_stand_first_and_only_who_submitted_has_a_link_to_a_result() -> None:
    services = [replace(LARKRISE, key=key, name=key.title()) for key in ("done", "begun", "idle", "also-idle")]
    came: dict[tuple[str, Voice], Turnout] = {
        ("done", "service"): Turnout(1, 1, AT, AT),
        ("begun", "service"): Turnout(1, 0),
    }
    rows = rounds.rows(services, came, {"done"})
    assert [(row.service, row.sign) for row in rows] == [
        ("Idle", "unknown"),
        ("Also-Idle", "unknown"),
        ("Begun", "open"),
        ("Done", "own"),
    ]
    assert [row.link and row.link.href for row in rows] == [None, None, None, "result?service=done"]
    said = {row["Service"]: row for row in wording.rounds.who_is_in(services, came, {"done"})}
    for row in rows:
        assert list(said[row.service].values()) == [row.service, row.own, row.invited, row.people]
    assert [key.words for key in rounds.KEYS] == ["not begun", "begun", "submitted"]

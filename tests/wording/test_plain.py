"""What people read who answer, from the file of their language."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assess.core.errors import ClashError, InputError, NotAllowedError, StoreError
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.wording import plain

SERVICE = Service("oak", "Oak Lodge", "Fernbridge", "care home", "North", "programme", shares_learning=False)
ROUND = Round("winter", "programme", "Winter", date(2026, 11, 1), date(2026, 12, 12))
INVITATION = Invitation("key", "token", "ABCDEFGH", SERVICE, ROUND, None)
AT = datetime(2026, 11, 5, 12, tzinfo=UTC)


def test_a_date_is_written_with_the_names_and_the_order_of_the_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [plain.day(date(2026, month, 3)) for month in (1, 6, 12)] == [
        "3 January 2026",
        "3 June 2026",
        "3 December 2026",
    ]
    assert plain.day(AT) == "5 November 2026"
    assert "12 December 2026" in plain.text("stop.last_day", last=ROUND.closes)
    made_up = '[dates]\nday = "{year}, {month} {day}"\nmonth_12 = "Wintermoon"\n'
    (tmp_path / "en.toml").write_text(made_up, encoding="utf-8")
    monkeypatch.setattr(plain, "FOLDER", tmp_path)
    assert plain.day(ROUND.closes) == "2026, Wintermoon 12"


def test_the_cells_of_questions_are_read_out_by_what_they_are() -> None:
    assert plain.cells(["given", "unknown", "given", "open"]) == (
        "With an answer: 1, 3. I don't know: 2. No answer yet: 4."
    )
    assert plain.cells(["open", "open"]) == "No answer yet: 1, 2."
    assert plain.cells([]) == ""


def test_what_is_refused_is_said_in_the_language_of_those_who_answer() -> None:
    assert plain.refusal(InputError("In English.", "missing", what="Your code")) == "Your code is missing."
    assert plain.refusal(ClashError("In English.", "clash")) == plain.text("refused.clash")
    assert plain.refusal(NotAllowedError("In English.")) == "There is no such answer for this code."
    for error in (StoreError("assess.duckdb is gone"), InputError("In English.")):
        assert plain.refusal(error) in {plain.text("refused.later"), plain.text("refused.other")}


@pytest.mark.parametrize(
    ("invitation", "today", "said"),
    [
        (INVITATION, ROUND.opens, ""),
        (INVITATION, ROUND.closes, ""),
        (INVITATION, ROUND.opens - timedelta(days=1), "You can answer from 1 November 2026."),
        (INVITATION, ROUND.closes + timedelta(days=1), "The round “Winter” is closed, so no new answers can begin."),
        (Invitation("key", "token", "A", SERVICE, ROUND, AT), ROUND.opens, "This code was replaced."),
        (Invitation("key", "token", "A", SERVICE, ROUND, AT, AT), ROUND.opens, "Answering about Oak Lodge has ended"),
    ],
)
def test_it_says_why_nobody_can_begin(invitation: Invitation, today: date, said: str) -> None:
    assert plain.closed(invitation, today).startswith(said)
    assert bool(plain.closed(invitation, today)) == bool(said)

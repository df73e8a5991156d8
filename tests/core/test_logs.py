"""What the operator of the server reads: JSON lines without a note, a name or a code."""

import json
import logging
from pathlib import Path

import pytest

from apps import new_app
from assess.core import logs
from assess.core.access import Grant, Viewer
from assess.screen import session

CONFIDED = "Ann Example told us in confidence"


def test_a_line_is_json_and_keeps_a_line_break_inside() -> None:
    record = logging.LogRecord("assess", logging.WARNING, "", 0, "two\nlines %s", ("“more”",), None)
    record.page, record.who, record.note = "result", "person-1", CONFIDED
    (line,) = logs.JsonLines().format(record).splitlines()
    told = json.loads(line)
    assert told.pop("at").endswith("+00:00")
    assert told == {"level": "warning", "event": "two\nlines “more”", "page": "result", "who": "person-1"}


def test_a_refusal_is_told_with_the_page_and_a_token_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(tmp_path / "assess.duckdb"))
    somebody = Viewer("person-1", "Ann Example", (Grant("manager", "service", "another"),))
    monkeypatch.setattr(session, "arrive", lambda: somebody)
    monkeypatch.setattr(session, "viewer", lambda: somebody)
    try:
        app = new_app().run()
        app.switch_page("../../pages/rate.py")
        app.query_params["assessment"] = CONFIDED
        app.run()
    finally:
        session.close_store()
    (told,) = [json.loads(logs.JsonLines().format(record)) for record in caplog.records if record.name == "assess"]
    assert {name: told[name] for name in ("event", "page", "who", "roles")} == {
        "event": "refused",
        "page": "rate",
        "who": "person-1",
        "roles": ["manager"],
    }
    assert "Ann" not in json.dumps(told)

"""Publishing a sheet, reading it by the code, and who answered, without a browser."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps import opened
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.store import Store

ME = local_viewer()
HARMFUL = "![](https://evil.example/b.png) <script> # Big"


@pytest.fixture
def answered(database: Path, written_once: Callable[..., Any]) -> tuple[Service, Round, Invitation]:
    """A service of which ten people use it and six care for somebody; one of them has written what would be harmful."""
    written: tuple[Service, Round, Invitation] = written_once(database, _answer)
    return written


def _answer(store: Store) -> tuple[Service, Round, Invitation]:
    service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
    level = Answer("principles", "equal", 3)
    own = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, own, [level])
    store.ratings.submit(ME, own)
    invitation = store.invitations.open(ME, service.key, round_.key)
    for place in range(16):
        said = store.invitations.join(invitation.token).key
        store.ratings.save(guest(said), said, [replace(level, note="" if place else HARMFUL)])
        store.ratings.submit(guest(said), said)
        store.counts.say_who(guest(said), said, "use" if place < 10 else "care")
    store.invitations.close(ME, invitation)
    return service, round_, invitation


def sheet_of(app: AppTest) -> str:
    """Return the HTML of the sheet that is read."""
    (sheet,) = [str(html.proto.body) for html in app.get("html") if "class=given" in html.proto.body]
    return sheet


def next_acts(app: AppTest) -> list[str]:
    """Return the titles of the next steps."""
    bodies = "".join(str(each.proto.body) for each in app.get("html"))
    return re.findall(r"Next</p>\s*<h2><bdi>(.*?)</bdi>", bodies)


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in (*app.title, *app.header, *app.markdown, *app.success))


def test_a_sheet_is_published_read_by_its_code_counted_on_rounds_and_withdrawn(
    answered: tuple[Service, Round, Invitation],
) -> None:
    service, round_, invitation = answered
    assert "No sheet has been given back" in said(opened("rounds"))
    sheet = opened("give_back", service=service.key, round=round_.key)
    assert "Nobody can read this yet" in said(sheet)
    sheet.button("publish").click().run()
    assert "The sheet is published" in said(sheet)
    assert not [button for button in sheet.button if button.key == "publish"]
    assert next_acts(sheet) == ["Meet and agree"]
    reader = opened("take_part", code=invitation.short_code, step="submitted")
    assert reader.title[0].value == "You told us\\. This is what we do\\."
    shown = sheet_of(reader)
    assert "16 people answered" in shown
    # What people wrote is shown as they wrote it, and loads nothing: it is no Markdown here, and its HTML is escaped.
    assert "evil" in shown
    assert "<script>" not in shown
    assert "evil" not in said(reader)
    assert "1 sheet published, in 1 of 1 round" in said(opened("rounds")).replace("\\", "")
    sheet.button("withdraw").click().run()
    assert "The sheet is withdrawn" in said(sheet)
    assert next_acts(sheet) == []
    assert opened("take_part", code=invitation.short_code).title[0].value == "Have your say"


def test_who_answered_stands_beside_both_voices_and_on_the_result(answered: tuple[Service, Round, Invitation]) -> None:
    service, round_, _ = answered
    for page in ("agree", "result"):
        shown = said(opened(page, service=service.key, round=round_.key, tab="What people wrote")).replace("\\", "")
        assert "Of the 16 people who finished, 10 use the service and 6 care for somebody who uses it." in shown

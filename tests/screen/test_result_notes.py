"""What a service wrote behind its levels in one tab: a list, and two tables where an item has two notes."""

import html
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from apps import opened
from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.screen import session
from assess.store import Store

ME = local_viewer()


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> Iterator[str]:
    """A service that wrote both notes on one condition, a link on another, and why a third does not apply."""
    path = tmp_path / "assess.duckdb"
    monkeypatch.setenv("ASSESS_DATABASE", str(path))
    with closing(Store(path, catalogue)) as store:
        day = store.clock().date()
        programme = store.programmes.add(ME, "Open Doors").key
        key = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "Fernshire", programme).key
        frameworks = [catalogue["conditions"]]
        round_ = store.rounds.open(
            ME, programme, "Autumn", day - timedelta(9), day + timedelta(9), frameworks=frameworks
        ).key
        response = store.ratings.start(ME, key, round_).key
        answers = [
            Answer("conditions", "policies", 1, note="One plan names people"),
            Answer("conditions", "policies.second-note", note="Nobody has an overview"),
            Answer("conditions", "practices", 2, link="https://example.org/practices"),
            Answer("conditions", "resource-flows", does_not_apply="The council decides"),
        ]
        store.ratings.save(ME, response, answers)
        store.ratings.submit(ME, response)
    yield key
    session.close_store()


def test_both_notes_stand_in_tables_once_and_reasons_and_links_in_the_list(service: str) -> None:
    app = opened("result", service=service, tab="What the service wrote")
    assert "What the service wrote (3)" in [tab.label for tab in app.tabs]
    shown = html.unescape("".join(each.proto.body for each in app.get("html")))
    assert shown.count("One plan names people") == shown.count("Nobody has an overview") == 1
    assert "https://example.org/practices" in shown
    assert "The council decides" in shown
    headings = [each.value.replace("\\", "") for each in app.markdown]
    assert any("Six conditions of systems change: both notes" in each for each in headings)

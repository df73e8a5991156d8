"""What is taken away from the pages: made on a click, for the viewer's rights, of what is shown."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

import many_rounds
from apps import opened, unfold
from assess.core.access import Viewer
from assess.present import result_paper
from assess.screen import session, show
from assess.store import Store
from assess.tasks import example, papers

Files = dict[str, Callable[[], bytes]]


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    """The function that makes each file offered on a page, by the file's name."""
    offered: Files = {}
    monkeypatch.setattr(show, "download", lambda _, make, name: offered.update({name: make}))
    return offered


@pytest.fixture
def one_round(database: Path, written_once: Callable[..., Any]) -> Store:
    """Twelve services in their first round, which is open."""
    written_once(database, _write_one_round)
    return session.store()


def _write_one_round(store: Store) -> None:
    example.write_example(many_rounds.of_sizes(store.catalogue, datetime.now(UTC).date(), [(12, 1)]), store)


def told(app: AppTest) -> str:
    bodies = " ".join(element.proto.body for element in app.get("html"))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", bodies))


def test_a_result_is_offered_as_a_page_a_slide_and_text(seen_examples: Store, files: Files, me: Viewer) -> None:
    app = unfold(opened("result", service="larkrise-sitting-service"), "take-away")
    names = [name for name in files if "-result." in name]
    assert [name.rpartition(".")[2] for name in names] == ["pdf", "docx", "png"]
    assert all(name.startswith("larkrise-sitting-service-") for name in names)
    begins = {"pdf": b"%PDF", "docx": b"PK", "png": b"\x89PNG"}
    for name in names:
        assert files[name]().startswith(begins[name.rpartition(".")[2]])
    assert not app.code
    app.toggle(key="slide-text").set_value(True).run()
    service = seen_examples.services.get(me, "larkrise-sitting-service")
    round_ = seen_examples.ratings.submitted(me, service.key)[-1][0]
    facts = papers.result_facts(seen_examples, me, service, round_, session.today())
    assert app.code[0].value == result_paper.alternative(facts)
    assert app.title[0].value.replace("\\", "") == facts.title


def test_the_round_that_is_chosen_is_the_one_that_is_taken_away(seen_examples: Store, files: Files, me: Viewer) -> None:
    first = seen_examples.ratings.submitted(me, "larkrise-sitting-service")[0][0]
    unfold(opened("result", service="larkrise-sitting-service", round=first.key), "take-away")
    name = next(name for name in files if name.endswith("-result.png"))
    assert first.name.lower().replace(" ", "-") in name


def test_the_portfolio_is_taken_away_as_it_is_filtered(seen_examples: Store, files: Files, me: Viewer) -> None:
    kind = seen_examples.services.visible_to(me)[0].kind
    app = unfold(opened("portfolio", kind=kind, show="rose", sort="name"), "take-away")
    (workbook,) = [make for name, make in files.items() if name.endswith(".xlsx")]
    (paper,) = [make for name, make in files.items() if name.startswith("portfolio") and name.endswith(".pdf")]
    assert paper().startswith(b"%PDF")
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    names = [row[0] for row in book["Services"].iter_rows(min_row=2, values_only=True)]
    assert names
    assert names == sorted(names)
    assert {row[2] for row in book["Services"].iter_rows(min_row=2, values_only=True)} == {kind}
    shown = re.findall(r'data-page="result"><bdi[^>]*>(.*?)</bdi>', "".join(one.proto.body for one in app.get("html")))
    assert set(names) <= set(shown)
    assert book["About"]["A2"].value == f"{app.title[0].value}.".replace("\\", "")


def test_a_first_round_shows_its_findings_and_offers_its_paper(one_round: Store, files: Files) -> None:
    app = opened("compare")
    title = app.title[0].value.replace("\\", "")
    assert title.startswith("12 services, 1 rounds, first round so far: ")
    said = told(app)
    assert "took part in" in said
    assert "Lowest now, on rung" in said
    assert "it takes two rounds to compare" not in said
    for word in ("rose and", "fell;", "slipped"):
        assert word not in said
    offered = {name.rpartition(".")[2] for name in files}
    assert offered == {"pdf", "docx", "xlsx"}
    for name, make in files.items():
        assert make().startswith(b"%PDF" if name.endswith("pdf") else b"PK")


def test_the_page_of_a_first_round_and_its_paper_have_one_heading(one_round: Store, files: Files, me: Viewer) -> None:
    app = opened("compare")
    programme = one_round.programmes.visible_to(me)[0]
    (round_,) = one_round.rounds.of(me, programme.key)
    facts = papers.facts(one_round, me, programme, round_, round_, session.today())
    assert app.title[0].value.replace("\\", "") == facts.headline
    book = openpyxl.load_workbook(io.BytesIO(next(make for name, make in files.items() if name.endswith("xlsx"))()))
    items = [row[3:6] for row in book["Items"].iter_rows(min_row=2, values_only=True)]
    assert items == [(one.third("low"), one.third("middle"), one.third("high")) for one in facts.comparison.items]


def test_a_programme_without_an_answer_says_which_round_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, me: Viewer
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(tmp_path / "assess.duckdb"))
    try:
        _, round_ = session.store().services.add_first(me, "Larkrise", "Fernbridge", "home care", "Fernshire")
        app = opened("compare")
        said = " ".join(str(each.value) for each in (*app.markdown, *app.info, *app.warning)).replace("\\", "")
        assert f"Nobody has submitted “{round_.name}” yet in " in said
    finally:
        session.close_store()

"""Agreed and corrected levels in every export, paper and backup."""

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from assess import wording
from assess.core import portfolio
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.portfolio import Choice
from assess.core.programme import Round, Service
from assess.present import annex, board_paper, tables
from assess.present import portfolio as shown
from assess.present.document import Bullets, Paragraph, Table
from assess.present.workbook import workbook
from assess.store import Store
from assess.tasks import export_tables, papers
from assess.tasks.outcome import latest

ME = local_viewer()
KEY = ("principles", "equal")
SAID = "agreed; the service said 4 Gold standard description met"


@pytest.fixture(scope="module")
def original(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, empty_file: Callable[[Path], Path]
) -> tuple[Path, Service, Round]:
    """A service that rated two rounds; in the later it said 4, five people said 1, and both agreed on 2.

    It submitted on 4 October, corrected its answers on 9 October, and again after the close.
    """
    path = empty_file(tmp_path_factory.mktemp("agreed") / "assess.duckdb")
    with closing(Store(path, catalogue)) as store:
        store.programmes.add(ME, "Open Doors")
        service = store.services.add(ME, "Oak Lodge", "Fernshire Council", "day centre", "North", "open-doors")
        spring = store.rounds.open(ME, "open-doors", "Spring", date(2026, 3, 1), date(2026, 5, 31))
        autumn = store.rounds.open(ME, "open-doors", "Autumn", date(2026, 9, 1), date(2026, 10, 31))
        with store.at(datetime(2026, 4, 1, 12, tzinfo=UTC)):
            _submit(store, service, spring, 3)
        with store.at(datetime(2026, 10, 4, 12, tzinfo=UTC)):
            _submit(store, service, autumn, 3)
            code = store.invitations.open(ME, service.key, autumn.key).token
            for _ in range(5):
                person = store.invitations.join(code).key
                store.ratings.save(guest(person), person, [Answer(*KEY, 1)])
                store.ratings.submit(guest(person), person)
        with store.at(datetime(2026, 10, 9, 12, tzinfo=UTC)):
            _submit(store, service, autumn, 4)
        with store.at(datetime(2026, 11, 9, 12, tzinfo=UTC)):
            store.positions.reveal_closed_rounds()
            store.voices.agree(ME, service.key, autumn.key, Answer(*KEY, 2, note="We met and talked."), None)
            _submit(store, service, autumn, 0)
    return path, service, autumn


@pytest.fixture
def agreed(
    original: tuple[Path, Service, Round], tmp_path: Path, catalogue: Catalogue
) -> Iterator[tuple[Store, Service, Round]]:
    """A copy of it."""
    path, service, autumn = original
    with closing(Store(Path(shutil.copy(path, tmp_path)), catalogue)) as store:
        yield store, service, autumn


def _submit(store: Store, service: Service, round_: Round, level: int) -> None:
    response = store.ratings.start(ME, service.key, round_.key)
    if store.ratings.response(ME, response.key)[1] == "submitted":
        store.ratings.reopen(ME, response.key, "A slip of the pen")
    store.ratings.save(ME, response.key, [Answer(*KEY, level), Answer("ladder", "overall", 5)])
    store.ratings.submit(ME, response.key)


def facts_of(store: Store) -> board_paper.Facts:
    programme, before, after = papers.rounds_to_compare(store, ME, date(2026, 11, 29))
    return papers.facts(store, ME, programme, before, after, date(2026, 11, 29))


def test_a_result_has_the_agreed_level_beside_the_services_own(agreed: tuple[Store, Service, Round]) -> None:
    store, service, _ = agreed
    now = latest(store, ME, service).standings["principles"]
    assert now.levels == {"equal": 2}
    assert now.agreed == {"equal": 4}
    assert tables.standing_table(now).loc["Equal", "This round"] == f"2 Developing, {SAID}"
    assert wording.result.coverage(now).count("1 of 8 rated, 1 at an agreed level") == 1


def test_a_result_says_when_it_was_submitted_corrected_and_corrected_too_late(
    agreed: tuple[Store, Service, Round],
) -> None:
    store, service, round_ = agreed
    assert wording.result.submitted(round_, latest(store, ME, service).submitted) == (
        "Submitted on 4 October 2026, corrected on 9 October 2026. "
        "Corrected again on 9 November 2026, after the close: that is kept, and does not count."
    )


def test_a_result_that_was_reopened_says_so_and_since_when(agreed: tuple[Store, Service, Round]) -> None:
    store, service, round_ = agreed
    response = next(own for own, _ in store.ratings.responses(ME, service.key) if own.round == round_.key)
    with store.at(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        store.ratings.reopen(ME, response.key, "Another slip")
    assert wording.result.submitted(round_, latest(store, ME, service).submitted).endswith(
        "Reopened on 20 November 2026 and not submitted again: the answers from before stand."
    )
    (row, *_) = [each for each in export_tables.exported(store, ME)["ratings"] if each["reopened"]]
    assert row["reopened"] == "2026-11-20T12:00:00Z"
    turnout = store.voices.turnout(ME, round_.key)
    assert wording.rounds.who_is_in([service], turnout, ())[0]["Service's own answers"] == (
        "submitted on 4 October 2026, corrected on 9 November 2026, reopened on 20 November 2026"
    )


def test_the_annex_says_what_was_agreed_and_what_was_corrected(agreed: tuple[Store, Service, Round]) -> None:
    paper = annex.annex(facts_of(agreed[0]))
    (table,) = [block for block in paper.blocks if isinstance(block, Table) and block.title.startswith("Levels that")]
    assert table.rows == (("Autumn", "Oak Lodge", "Equal", "2 Developing", "4 Gold standard description met"),)
    sentences = [block.text for block in paper.blocks if isinstance(block, Paragraph)]
    assert any("1 level that counts is the one on which both voices agreed; on 1" in text for text in sentences)
    points = [point for block in paper.blocks if isinstance(block, Bullets) for point in block.points]
    assert any(
        point.startswith("Oak Lodge in Autumn: Submitted on 4 October 2026, corrected on 9 October") for point in points
    )


def test_the_workbook_says_whose_level_each_move_is_and_when_it_was_corrected(
    agreed: tuple[Store, Service, Round],
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(facts_of(agreed[0]))))
    head, *moves = book["Moves"].iter_rows(values_only=True)
    (equal,) = [dict(zip(head, row, strict=True)) for row in moves if row[2] == "Equal"]
    assert (equal["Level after"], equal["Whose after"], equal["Service's own after"]) == (2, "Agreed by both", 4)
    assert (equal["Level before"], equal["Whose before"], equal["Service's own before"]) == (3, "Service", 3)
    head, *calls = book["Who submitted"].iter_rows(values_only=True)
    autumn = dict(zip(head, calls[-1], strict=True))
    assert (autumn["First submitted on"], autumn["Corrected on"]) == ("4 October 2026", "9 November 2026")
    assert dict(zip(head, calls[0], strict=True))["Corrected on"] == "[x]"


def test_an_export_has_the_agreed_level_and_the_services_own_and_both_dates(
    agreed: tuple[Store, Service, Round],
) -> None:
    rows = [
        row
        for row in export_tables.exported(agreed[0], ME)["ratings"]
        if (row["framework"], row["item"], row["round"]) == (*KEY, agreed[2].key)
    ]
    assert {row["voice"]: row["level"] for row in rows} == {"service": "4", "people": "1", "agreed": "2"}
    (own,) = [row for row in rows if row["voice"] == "service"]
    assert (own["submitted"], own["first_submitted"]) == ("2026-10-09T12:00:00Z", "2026-10-04T12:00:00Z")


@pytest.mark.parametrize(("layer", "cell"), [("level", f"2 Developing, down 1, {SAID}"), ("change", f"down 1, {SAID}")])
def test_the_portfolio_marks_an_agreed_level_and_says_the_services_own(
    agreed: tuple[Store, Service, Round], layer: portfolio.Layer, cell: str
) -> None:
    store, _, _ = agreed
    view = portfolio.view(store.catalogue.core, store.catalogue["ladder"])
    (rated,) = store.portfolio.page(ME, Choice(), view)
    square = shown.square(view, rated, KEY, layer, date(2026, 11, 29))
    assert square.words == cell
    assert square.text.endswith(portfolio.AGREED)
    (row,) = shown.agreed(view, [rated])
    assert row["Level"] == f"2 Developing, {SAID}"

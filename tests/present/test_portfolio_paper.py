"""The portfolio as a paper and a workbook: what is shown, in its order, for a few services and for many."""

import io
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from assess import wording
from assess.core import portfolio
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.portfolio import Choice, Grouping, Layer
from assess.core.text import counted
from assess.present import portfolio_paper
from assess.present.charts.palette import LIGHT
from assess.present.document import TEXT_WIDTH, Paragraph, SignTable
from assess.present.pdf import pdf
from assess.present.portfolio_paper import PortfolioFacts
from assess.store import Store
from assess.tasks import papers
from assess.tasks.columns import TableRow
from paper_by_hand import LONG, pages
from programs import needs

ME = local_viewer()
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def store(example_store: Store) -> Store:
    return example_store


def facts_of(
    store: Store, choice: Choice, grouping: Grouping = "service", layer: Layer = "level", viewer: Viewer = ME
) -> PortfolioFacts:
    core = store.catalogue.core
    view = portfolio.view(core, next(one for one in core if one.kind == "rung"))
    columns = tuple((framework.key, item.key) for framework, item in view.columns)[: portfolio.COLUMNS]
    return papers.portfolio_facts(store, viewer, view, columns, grouping, layer, choice, "Most items low", TODAY)


@pytest.fixture(scope="module")
def facts(store: Store) -> PortfolioFacts:
    return facts_of(store, Choice())


def many(facts: PortfolioFacts, services: int, name: str) -> PortfolioFacts:
    """The same rows again and again, under other names."""
    rated = [one for _ in range(services // len(facts.rated) + 1) for one in facts.rated][:services]
    renamed = [
        replace(one, service=replace(one.service, key=f"s{n}", name=name.format(n))) for n, one in enumerate(rated)
    ]
    rounds = {new.service.key: facts.rounds[old.service.key] for new, old in zip(renamed, rated, strict=True)}
    return replace(facts, rated=tuple(renamed), rounds=rounds, total=services)


def table_of(facts: PortfolioFacts) -> SignTable:
    (table,) = [block for block in portfolio_paper.paper(facts).blocks if isinstance(block, SignTable)]
    return table


def sheet(book: Any, name: str) -> list[dict[str, Any]]:  # noqa: ANN401 - a workbook of openpyxl
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_forty_services_are_on_few_pages_and_four_hundred_are_made(facts: PortfolioFacts) -> None:
    few = {name: pages(pdf(portfolio_paper.paper(many(facts, 40, name)))) for name in ("Service {}, Marlowick", LONG)}
    assert few["Service {}, Marlowick"] <= 3
    assert few[LONG] <= 4
    assert pages(pdf(portfolio_paper.paper(many(facts, 400, LONG)))) <= 40


def test_the_pdf_is_tagged_and_its_header_is_repeated(facts: PortfolioFacts, tmp_path: Path) -> None:
    path = tmp_path / "portfolio.pdf"
    path.write_bytes(pdf(portfolio_paper.paper(many(facts, 90, "Service {}, Marlowick"))))
    about = subprocess.run([needs("pdfinfo"), str(path)], check=True, capture_output=True, text=True).stdout
    assert re.search(rf"Title:\s+{re.escape(facts.title)}\n", about)
    assert re.search(r"Tagged:\s+yes", about)
    meta = subprocess.run([needs("pdfinfo"), "-meta", str(path)], check=True, capture_output=True, text=True).stdout
    assert "pdfuaid:part>1<" in meta
    second = subprocess.run([needs("pdftotext"), "-f", "2", "-l", "2", str(path), "-"], check=True, capture_output=True)
    assert b"Voices" in second.stdout


def test_the_table_is_as_wide_as_the_text_and_every_row_as_its_header(store: Store, facts: PortfolioFacts) -> None:
    for each in (facts, facts_of(store, Choice(), "kind"), facts_of(store, Choice(), layer="gap")):
        table = table_of(each)
        assert sum(table.widths) == pytest.approx(TEXT_WIDTH)
        assert {len(row) for row in table.rows} == {len(table.header)}
        assert len(table.rows) == 3 + len(each.rows)


def test_every_level_equals_the_one_of_the_newest_round_in_the_export(
    facts: PortfolioFacts, example_tables: Mapping[str, Sequence[TableRow]]
) -> None:
    rows = pd.DataFrame(example_tables["ratings"]).replace("", None)
    rows = rows.assign(level=pd.to_numeric(rows["level"]))
    wide = rows.pivot_table(index=["service", "round", "framework", "item"], columns="voice", values="level")
    counts = wide["agreed"].fillna(wide["service"]) if "agreed" in wide else wide["service"]
    lines, checked = table_of(facts).rows[3:], 0
    for one, line in zip(facts.rated, lines, strict=True):
        for (framework, item), cell in zip(facts.columns, line[2 : 2 + len(facts.columns)], strict=True):
            level = counts.get((one.service.key, one.round, framework, item))
            known = level is not None and not pd.isna(level) and level in facts.view.keyed[framework, item][0].values
            assert cell.text.strip("▲▼*") == (str(int(level)) if known else "–")  # type: ignore[arg-type]
            assert bool(cell.fill) is known
            checked += known
    assert checked > 300
    assert {cell.fill for line in lines for cell in line if cell.fill} == set(LIGHT.tints)


def test_the_counts_over_all_equal_those_of_the_rows(facts: PortfolioFacts) -> None:
    table = table_of(facts)
    for place, key in enumerate(facts.columns, start=2):
        framework, _ = facts.view.keyed[key]
        levels = [row[place].text.strip("▲▼*") for row in table.rows[3:]]
        thirds = [framework.third(int(level)) for level in levels if level != "–"]
        high, low, n = (int(table.rows[row][place].text.replace(",", "")) for row in range(3))
        assert (high, low, n) == (thirds.count("high"), thirds.count("low"), len(thirds))


def test_it_says_which_services_are_shown_in_which_order_and_what_a_cell_is(store: Store) -> None:
    kind = store.services.visible_to(ME)[0].kind
    found = facts_of(store, Choice(kind=kind, show="rose", sort="name"))
    lead = next(block.text for block in portfolio_paper.paper(found).blocks if isinstance(block, Paragraph))
    rows = counted(len(found.rows), "row")
    assert lead == f"{kind}. Rose: {rows}. Sorted by: most items low. Cells show: level and move."
    assert {service.kind for service in found.services} == {kind}
    assert [service.name for service in found.services] == sorted(service.name for service in found.services)
    assert f"({kind})" in found.title


def test_it_has_the_rows_of_all_pages_and_says_where_it_stops(facts: PortfolioFacts, store: Store) -> None:
    assert len(facts_of(store, Choice(page=1, rows=10)).rated) == len(facts.rated) == facts.total
    assert wording.portfolio_paper.not_all(1_000, 5_000) in replace(facts, total=5_000).caption.replace(
        str(len(facts.rows)), "1,000"
    )
    assert wording.portfolio_paper.not_all(40, 40) == ""


@pytest.mark.parametrize("layer", ["change", "gap", "evidence", "age"])
def test_each_layer_prints_what_the_page_prints(store: Store, layer: Layer) -> None:
    found = facts_of(store, Choice(), layer=layer)
    lines = table_of(found).rows[3:]
    assert [[cell.text for cell in line[2 : 2 + len(found.columns)]] for line in lines] == [
        [f"{square.text}{square.arrow}" or "–" for square in row.cells] for row in found.rows
    ]
    assert wording.portfolio.LAYERS[layer] in str(portfolio_paper.paper(found).blocks)


def test_groups_have_a_row_each_with_how_many_have_rated(store: Store) -> None:
    found = facts_of(store, Choice(), "kind")
    table = table_of(found)
    assert table.header[0].text == "Kind of service"
    assert sum(int(row[-1].text) for row in table.rows[3:]) == found.seen.rated
    book = openpyxl.load_workbook(io.BytesIO(portfolio_paper.workbook(found)))
    assert [row["Rated"] for row in sheet(book, "Groups")] == [row[-1].text for row in table.rows[3:]]


def test_the_workbook_has_the_same_rows_with_levels_as_numbers(facts: PortfolioFacts) -> None:
    awkward = "=HYPERLINK(1)"
    first, *others = facts.rated
    rated = (replace(first, service=replace(first.service, name=awkward)), *others)
    book = openpyxl.load_workbook(io.BytesIO(portfolio_paper.workbook(replace(facts, rated=rated))))
    assert not [cell for one in book for row in one.iter_rows() for cell in row if cell.data_type == "f"]
    rows, lines = sheet(book, "Services"), table_of(facts).rows[3:]
    assert [row["Service"] for row in rows] == [awkward, *(one.service.name for one in others)]
    titles = [wording.portfolio.column(*facts.view.keyed[key]) for key in facts.columns]
    for row, line in zip(rows, lines, strict=True):
        levels = [cell.text.strip("▲▼*") for cell in line[2 : 2 + len(titles)]]
        assert [row[title] for title in titles] == [int(level) if level != "–" else "" for level in levels]
    items = sheet(book, "Items")
    assert [(row["Low"], row["High"], row["Services"]) for row in items] == [
        (one.low, one.high, one.n) for one in facts.counts
    ]
    about = [row[0] for row in book["About"].iter_rows(min_row=2, values_only=True)]
    assert about[:2] == [f"{facts.title}.", facts.caption]


def test_it_is_made_for_what_the_viewer_may_see(store: Store, facts: PortfolioFacts) -> None:
    programme = facts.services[0].programme
    commissioner = Viewer("c", "Commissioner", (Grant("commissioner", "programme", programme),))
    seen = facts_of(store, Choice(), viewer=commissioner)
    assert {service.programme for service in seen.services} == {programme}
    assert 0 < len(seen.rated) < len(facts.rated)
    nobody = facts_of(store, Choice(), viewer=Viewer("n", "Nobody"))
    assert nobody.rows == []
    assert pages(pdf(portfolio_paper.paper(nobody))) == 1

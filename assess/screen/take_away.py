"""What is taken away from the pages of a result and of the portfolio; each file is made when it is clicked."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from assess import wording
from assess.core.programme import Round, Service
from assess.core.text import slug
from assess.present import result_paper
from assess.screen import session, show
from assess.screen.portfolio import Table, sorted_by
from assess.tasks import papers

_PORTFOLIOS: Mapping[str, str] = {"pdf": "As shown (PDF)", "xlsx": "As shown (Excel)"}
_RESULTS: Mapping[str, str] = {"pdf": "One page (PDF)", "docx": "One page to edit (Word)", "png": "Slide (picture)"}


def result(service: Service, round_: Round) -> None:
    """Offer a service's result on one page and as a slide, and what the slide shows as text to copy."""
    draw = partial(_result, service, round_)
    show.offer(wording.result_paper.TAKE_AWAY, draw, icon="download", key="take-away")


def _result(service: Service, round_: Round) -> None:
    arguments = session.store(), session.viewer(), service, round_, session.today()
    name = slug(f"{service.name} {round_.name}")
    for kind, label in _RESULTS.items():
        show.download(label, partial(papers.result_file, kind, *arguments), f"{name}-result.{kind}")
    if st.toggle(wording.result_paper.ALTERNATIVE, key="slide-text"):
        show.to_copy(result_paper.alternative(papers.result_facts(*arguments)))


def portfolio(table: Table) -> None:
    """Offer the rows that are chosen, on all pages, as a paper and as a workbook."""
    show.offer(wording.portfolio_paper.TAKE_AWAY, partial(_portfolio, table), icon="download", key="take-away")


def _portfolio(table: Table) -> None:
    look, choice = table.look, table.choice
    arguments = (
        *(session.store(), session.viewer(), look.view, look.columns, look.grouping, look.layer, choice),
        *(sorted_by(table), session.today()),
    )
    shown = wording.portfolio.show_name(choice.show, choice.whose)
    name = slug(f"portfolio {wording.portfolio.chosen(choice)} {shown}")
    for kind, label in _PORTFOLIOS.items():
        show.download(label, partial(papers.portfolio_file, kind, *arguments), f"{name}.{kind}")

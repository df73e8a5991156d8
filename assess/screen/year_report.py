"""The yearly report to a board, on a page: its foreword, its files, and its lines to read."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from assess import wording
from assess.core.text import slug
from assess.core.year import Foreword
from assess.present import year_report
from assess.present.year_report import Part, YearFacts
from assess.screen import navigation, pick, session, show
from assess.screen.edit import edit
from assess.tasks import yearly

_READABLE = 720  # maximum width of a line of text in pixels
_FILES: Mapping[str, str] = {"docx": "Report to edit (Word)", "pdf": "Report to read (PDF)"}


def take_away(facts: YearFacts) -> None:
    """Offer the report as files, each made when it is clicked; their links lead to where this page is."""
    site = navigation.url_of("year").removesuffix("/year")
    arguments = session.store(), session.viewer(), facts.programme, facts.year, session.today(), site
    name = slug(f"{facts.programme.name} yearly report {facts.year}")
    with st.container(horizontal=True):
        for kind, label in _FILES.items():
            show.download(label, partial(yearly.file, kind, *arguments), f"{name}.{kind}")


def foreword(facts: YearFacts) -> dict[str, str]:
    """Show the form of the foreword to somebody who may write it; return its faults, each with a field."""
    store, viewer, faults = session.store(), session.viewer(), dict[str, str]()
    key, year = facts.programme.key, facts.year
    show.done("foreword")
    if key in {programme.key for programme in store.programmes.run_by(viewer)}:
        stored = Foreword(facts.foreword)
        begun = edit(f"foreword-{key}-{year}", stored)
        with show.expander(wording.year.WRITE, key="foreword-form"), st.form("foreword"):
            show.say(wording.year.NAME_NOBODY)
            field = begun.key(f"foreword-{key}-{year}")
            words = st.text_area(wording.year.FOREWORD, begun.drawn.words, height=240, key=field)
            if st.form_submit_button("Save this foreword", key=begun.key("keep-foreword"), type="primary"):
                with show.attempt(faults, at="foreword", field=field) as attempt:
                    merged = begun.merged(stored, Foreword(words.strip()), lambda _: wording.year.ANOTHER)
                    kept = store.forewords.keep(viewer, key, year, merged.words, stored.words)
                    attempt.done = wording.year.kept(stored.words, kept)
                    begun.done()
    return faults


def read(facts: YearFacts) -> None:
    """Show the report: the finding, the foreword, and each part in a tab, its lines with links to their records."""
    show.strong(f"{facts.compared.headline}.")
    with st.container(width=_READABLE):
        show.section(wording.year.FOREWORD)
        for paragraph in facts.paragraphs or [wording.year.NO_FOREWORD]:
            show.say(paragraph)
    parts = {part.title: partial(_part, part) for part in year_report.parts(facts)}
    pick.tabs({**parts, wording.year.BASIS: _basis})


def _part(part: Part) -> None:
    show.sign_table("year_part.html", part=part, record=year_report.RECORD)


def _basis() -> None:
    show.say(wording.year.RULES)
    show.say(wording.year.SOURCE)

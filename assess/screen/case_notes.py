"""Case notes: a form for what a service says of a round before and after it, and the same for those who read."""

from dataclasses import replace

import streamlit as st

from assess import wording
from assess.core.case_notes import AFTER, BEFORE, CaseNote
from assess.core.programme import Round, Service
from assess.screen import pick, session, show
from assess.screen.edit import edit

_HEIGHT = 90  # pixels: three lines
_PARTS = {"Before": BEFORE, "Afterwards": AFTER}


def write(service: Service, faults: list[str]) -> None:
    """Show the case note of a round, to be written and changed."""
    rounds = {round_.key: round_ for round_ in session.store().rounds.of_service(session.viewer(), service)[::-1]}
    if not rounds:
        return
    with show.expander("Case note: how it came about", key="case-note"):
        st.markdown(f"{wording.together.CASE_ABOUT}\n\n:small[{wording.together.CASE_SOURCE}]")
        key = pick.one("Round", {key: round_.name for key, round_ in rounds.items()}, "round")
        _form(session.store().case_notes.of(session.viewer(), service.key, key), faults)


def _form(note: CaseNote, faults: list[str]) -> None:
    questions, begun = wording.together.CASE_QUESTIONS, edit(f"case-note-{note.service}-{note.round}", note)
    with st.form(f"case-note-{note.service}-{note.round}", border=False):
        texts = {}
        for heading, fields in _PARTS.items():
            show.strong(heading)
            for field in fields:
                typed = getattr(begun.drawn, field)
                texts[field] = st.text_area(questions[field], typed, key=begun.key(f"case-{field}"), height=_HEIGHT)
        if st.form_submit_button("Save this case note", key="keep-case-note", type="primary"):
            with show.attempt(faults, at="case-note") as attempt:
                kept = begun.merged(note, replace(begun.drawn, **texts), lambda field: _in_words(note, field))
                if kept != note:
                    session.store().case_notes.keep(session.viewer(), kept, note)
                attempt.done = "The case note is saved." if kept != note else "Nothing was changed here."
                begun.done()
    show.done("case-note")


def _in_words(note: CaseNote, field: str) -> str:
    return f"{wording.together.CASE_QUESTIONS[field]} “{getattr(note, field)}”"


def of(service: Service, round_: Round) -> CaseNote:
    """Return the case note of a service on a round."""
    return session.store().case_notes.of(session.viewer(), service.key, round_.key)


def told(service: Service, round_: Round) -> None:
    """Show the case note to somebody who reads the result."""
    for question, text in wording.together.case_lines(of(service, round_)):
        show.strong(question)
        show.words(text)
    st.markdown(f":small[{wording.together.CASE_SOURCE}]")

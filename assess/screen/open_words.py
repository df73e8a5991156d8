"""The three open questions at the end of people's form, on one page, where the service asks them."""

import streamlit as st

from assess.core.together import OPEN, QUESTIONS
from assess.screen import aloud, navigation, rate, show
from assess.screen.draft import Sheet
from assess.wording.plain import text

STEP = "words"
HEIGHT = 110  # pixels: three lines


def ask(sheet: Sheet) -> None:
    """Ask the open questions; each answer is saved while it is typed, and each may be left out."""
    top = st.container()
    for question in QUESTIONS:
        seen = sheet.seen(OPEN, question)
        field = sheet.key("note", seen, "note")
        words = st.text_area(text(f"open.{question}"), seen.note, key=field, height=HEIGHT)
        rate.keep_words(sheet, text(f"open.{question}"), seen, words, field)
    with st.container(horizontal=True):
        goes_on = st.button(text("open.next"), key="save", type="primary", width="stretch")
        goes_back = st.button(text("question.back"), key="back")
    if (goes_on or goes_back) and not sheet.faults:
        sheet.turn_to("look" if goes_on else sheet.steps[-1].key)
    if not (goes_on or goes_back):
        sheet.catch_up()
    with top:
        show.heading(text("open.title"), place=STEP, faults=sheet.faults if goes_on or goes_back else ())
        lines = [text("open.start"), text("open.who")]
        aloud.buttons([text("open.title"), *lines, *(text(f"open.{question}") for question in QUESTIONS)])
        for line in lines:
            show.say(line)
    show.sent_while_typed()


def written(sheet: Sheet) -> list[str]:
    """Show the answers to the open questions, with a link to their page; return them as text to read out."""
    if not sheet.asks_openly:
        return []
    written = [(question, note) for question in QUESTIONS if (note := sheet.stored(OPEN, question).note)]
    with st.container(key="answer-words", gap=None):
        show.link(sheet.page, text("open.title"), icon="", **navigation.query(step=STEP))
        for question, note in written:
            show.say(text(f"open.{question}"))
            show.words(note)
        if not written:
            show.say(text("open.none"))
    return [text("open.title"), *(part for question, note in written for part in (text(f"open.{question}"), note))]

"""The check before submitting: each question with its level and what that means, what is left, and the button."""

from dataclasses import replace

import streamlit as st

from assess import wording
from assess.core import form
from assess.core.answers import Answer
from assess.core.form import Step
from assess.core.text import listed
from assess.screen import navigation, rate, session, show
from assess.screen.draft import Sheet


def answers(sheet: Sheet) -> None:
    """Show every answer with a link to change it, name the blanks, and submit."""
    st.set_page_config(layout="wide")
    back = {"step": "all", "at": ""} if navigation.chosen("all") else {"step": ""}
    label = "All questions on one page" if navigation.chosen("all") else "All pages of the form"
    show.link(sheet.page, label, icon="arrow_back", **navigation.query(**back))
    top = st.container()
    show.say(f"{sheet.service.name} · {sheet.round.name} · {sheet.progress}")
    rate.too_late(sheet)
    for sentence in _gaps(sheet):
        show.warning(sentence, icon="edit_note")
    with st.container(key="checked-answers"):
        for number, step in enumerate(sheet.steps, 1):
            _answer(sheet, step, number)
    show.say("When you submit, these answers are frozen. You can reopen them later; you will be asked why.")
    faults: list[str] = []
    if st.button("Submit", key="submit", type="primary"):
        with show.attempt(faults):
            session.store().ratings.submit(sheet.viewer, sheet.response.key)
            when = session.store().ratings.when_submitted(sheet.viewer, sheet.response.key)
            show.say_done(wording.result.is_rated(sheet.service, sheet.round, when), at="submit")
            if sheet.round.is_open(session.today()):
                navigation.go("result", service=sheet.service.key, round=sheet.round.key)
            navigation.stay(step="")
    with top:
        show.heading("Check your answers", place="check", faults=faults)


def _gaps(sheet: Sheet) -> list[str]:
    gaps = form.unanswered(sheet.steps, sheet.answers)
    left = [step for step in sheet.steps if step.item not in gaps and step.parts_left(sheet.answers)]
    return [
        *([wording.form.blanks(listed([item.title for item in gaps]))] if gaps else []),
        *([wording.form.parts_left(listed([step.item.title for step in left]))] if left else []),
    ]


def _answer(sheet: Sheet, step: Step, number: int) -> None:
    """Show a question, its level with the meaning, its notes, and a link to it."""
    framework, item = step.framework, step.item
    answer = sheet.stored(framework.key, item.key)
    is_blank = step.status(sheet.answers) == "Not started"
    where = {"step": "all", "at": step.key} if navigation.chosen("all") else {"step": step.key}
    with st.container(key=f"answer-{number}", gap=None):
        show.small(f"{number}. {item.question}")
        _level(answer, step)
        for text in filter(
            None, (*rate.reasons(answer), *wording.result.notes(sheet.answers, framework, item), answer.link)
        ):
            show.words(text)
        if found := step.doubt(sheet.answers):
            show.small(wording.form.doubt(framework, item, found))
        label = f"{'Answer' if is_blank else 'Change'}: {step.title}"
        show.link(sheet.page, label, icon="", **navigation.query(**where))


def _level(answer: Answer, step: Step) -> None:
    if answer.level is None:
        words = rate.said(replace(answer, does_not_apply=""), "level", step.framework, step.item)
        show.strong("Does not apply" if answer.does_not_apply else words)
    else:
        label = step.framework.level(answer.level).label
        show.meaning(label, step.framework.descriptor(step.item, answer.level))

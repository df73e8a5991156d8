"""From a question to the next: a tap on a level of one that had no answer turns the page once the answer is saved."""

from pathlib import Path

import streamlit as st

from assess.core.form import Step
from assess.screen import show
from assess.screen.draft import Sheet

_SCRIPT = show.sent(Path(__file__).with_name("onward.js"))


def leads(sheet: Sheet, step: Step) -> bool:
    """Say whether a tap on a level of this question turns the page: nothing is written, and nothing else asked."""
    answer = sheet.stored(step.framework.key, step.item.key)
    return not (answer.is_given or answer.note or answer.link or step.parts or step.framework.notes)


def is_asked_for(sheet: Sheet, step: Step) -> bool:
    """Say whether a level of this question was tapped and its answer is saved; call it after the answer is."""
    # “I don't know” also leads to the next question; “does not apply” needs a reason first.
    tapped = _drawn(step=step.key, open=leads(sheet, step), cards=len(step.framework.levels) + 1)
    answer = sheet.stored(step.framework.key, step.item.key)
    is_saved = answer.is_given and not answer.does_not_apply and not sheet.faults and not sheet.has_clash
    return tapped == step.key and is_saved


def send_again() -> None:
    """Send what was chosen while the connection was broken; `is_asked_for` does this too."""
    _drawn(step="", open=False, cards=0)


def _drawn(**data: object) -> object:
    draw = st.components.v2.component("rung_by_rung_onward", js=_SCRIPT)
    return draw(key="onward", data=data, height=1, on_step_change=lambda: None).step

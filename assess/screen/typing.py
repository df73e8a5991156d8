"""Typing in sheets of paper: the board with its keys, and what is said before, while and after sheets are typed in."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from assess import wording
from assess.core import paper
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.framework import Framework, Item
from assess.core.paper import Sheet
from assess.core.programme import Round, Service
from assess.core.text import NOTE_LIMIT
from assess.screen import navigation, pictured, rate, session, show

_HERE = Path(__file__).parent
_BOARD_JS, _BOARD_CSS = show.sent(_HERE / "keys.js", _HERE / "typing.js"), show.sent(_HERE / "styles" / "typing.css")
_BLANK, _LONGEST_KEY = "", 40

Question = tuple[Framework, Item]


def begin(service: Service, round_: Round, faults: list[str]) -> None:
    """Say what typing in means, and offer to begin while people can answer."""
    store, viewer = session.store(), session.viewer()
    if (service.key, "service") not in _submitted(round_):
        show.info(wording.typing.own_first(service, round_))
        show.link("rate", "Rate it now", service=service.key)
        return
    st.markdown(wording.typing.before(round_))
    if st.button("Begin to type in sheets", key="begin-typing", type="primary"):
        with show.attempt(faults):
            store.paper.begin(viewer, service.key, round_.key)


def _submitted(round_: Round) -> set[tuple[str, str]]:
    turnout = session.store().voices.turnout(session.viewer(), round_.key)
    return {voice for voice, come in turnout.items() if come.submitted}


def board(service: Service, round_: Round, faults: list[str]) -> None:
    """Show the board and store the sheets that it sends. It shows a sheet as stored only if it is in the database."""
    store, viewer = session.store(), session.viewer()
    questions = paper.asked(store.rounds.asked(service.key, round_.key), round_)
    pictured.board(questions)
    key = f"sheets-{service.key}-{round_.key}"
    done: list[str] = st.session_state.setdefault(f"done-{key}", [])
    draw = st.components.v2.component("rung_by_rung_board", js=_BOARD_JS, css=_BOARD_CSS, isolate_styles=False)
    drawn = draw(
        key=key,
        data={
            "questions": [_question(framework, item) for framework, item in questions],
            "range": wording.typing.keys(framework for framework, _ in questions),
            "done": done,
            "sheets": store.paper.kept(viewer, service.key, round_.key),
            "longest": NOTE_LIMIT,
        },
        default={"sheets": []},
        on_sheets_change=lambda: None,
    )
    faults += st.session_state.pop(f"faults-{key}", [])
    refused: list[str] = []
    sent = [sheet for sheet in drawn.sheets or [] if sheet["key"] not in done]
    for sheet in sent:
        with show.collect(refused):
            store.paper.keep(viewer, service.key, round_.key, _sheet(sheet, questions))
        done.append(sheet["key"])
    if sent:
        # The board's data tell it which sheets are already stored.
        st.session_state[f"faults-{key}"] = refused
        st.rerun()


def _question(framework: Framework, item: Item) -> dict[str, Any]:
    levels = [(str(value), framework.descriptor(item, value), value) for value in framework.values]
    dont_know = (wording.booklet.DONT_KNOW_MARK, wording.booklet.DONT_KNOW, rate.DONT_KNOW)
    choices = [
        {"key": key, "text": text, "picture": pictured.row(framework, item, value)}
        for key, text, value in (*levels, dont_know)
    ]
    return {"title": item.title, "question": item.question, "choices": choices}


def _sheet(sent: Mapping[str, Any], questions: Sequence[Question]) -> Sheet:
    """Return the sheet that the board has sent, checked, since a browser can send anything."""
    key, people, answers = sent.get("key"), sent.get("people"), sent.get("answers")
    is_sheet = isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY and isinstance(people, int)
    if not is_sheet or not isinstance(answers, list) or len(answers) != len(questions):
        raise InputError("This sheet does not have the questions of this round. Load the page anew, and type it again.")
    words = sent.get("words") or {}
    return Sheet(str(key), None if people == 1 else people, [*_answers(answers, words, questions)])


def _answers(answers: Sequence[object], words: Mapping[str, object], questions: Sequence[Question]) -> Iterator[Answer]:
    for place, ((framework, item), typed) in enumerate(zip(questions, answers, strict=True)):
        note = str(words.get(str(place), ""))
        levels = {str(value): value for value in framework.values}
        dont_know = typed == wording.booklet.DONT_KNOW_MARK
        if typed != _BLANK and not dont_know and typed not in levels:
            raise InputError(f"“{item.title}” has no answer {typed}.")
        yield Answer(framework.key, item.key, levels.get(str(typed)), note=note, dont_know=dont_know)


def finish(service: Service, round_: Round, faults: list[str]) -> None:
    """Offer to say that all sheets are in, which must be confirmed."""
    show.section("When all sheets are typed in")
    is_open = round_.is_open(session.today())
    show.say(wording.typing.when_all_are_in(round_, is_open=is_open))
    with st.form("all-in"):
        is_sure = st.checkbox(wording.typing.ALL_IN, key="sure-all-in")
        if st.form_submit_button("All sheets are in", key="all-in"):
            if is_sure:
                with show.attempt(faults, "All sheets are in.", at="typing"):
                    session.store().paper.finish(session.viewer(), service.key, round_.key)
            else:
                faults.append("Tick the box first.")


def after(service: Service, round_: Round, faults: list[str]) -> None:
    """Say that all sheets are in, and offer to go on while people can still answer."""
    is_open = round_.is_open(session.today())
    show.done("typing")
    kept = session.store().paper.kept(session.viewer(), service.key, round_.key)
    show.say(wording.typing.all_in(kept, round_, is_open=is_open))
    if is_open and st.button("Type in more sheets", key="begin-typing"):
        with show.attempt(faults):
            session.store().paper.begin(session.viewer(), service.key, round_.key)
    show.link("result", "See its result", icon="", **navigation.query())

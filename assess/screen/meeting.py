"""A meeting led from the screen: its board, on which hands are counted, and keeping what the room settles on.

The hands stay in the browser: the board sends what was settled and why, and nothing else.
"""

from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import streamlit as st

from assess import wording
from assess.core import meeting, paper
from assess.core.answers import Answer, ItemKey, Response
from assess.core.meeting import Question
from assess.core.programme import Round, Service
from assess.core.text import NOTE_LIMIT
from assess.core.voices import GROUP_SIZES
from assess.present import pictures
from assess.screen import navigation, pictured, session, show
from assess.wording import plain
from assess.wording.plain import text

_HERE = Path(__file__).parent
_JS = show.sent(*(_HERE / f"{name}.js" for name in ("keys", "board", "meeting")))
_CSS = show.sent(_HERE / "styles" / "meeting.css")

_LEVEL = ("key", "sentence", "picture")


def begin(service: Service, round_: Round, faults: dict[str, str]) -> None:
    """Explain a meeting and what is stored of it, ask how many are in the room, and begin."""
    store, viewer = session.store(), session.viewer()
    come = store.voices.turnout(viewer, round_.key).get((service.key, "service"))
    if come is None or not come.submitted:
        show.info(wording.meeting.own_first(service, round_))
        show.link("rate", "Rate it now", service=service.key)
        return
    st.markdown(wording.meeting.BEFORE)
    begun = store.meetings.going_on(viewer, service.key, round_.key)
    with st.form("begin-meeting"):
        people = st.number_input(
            "How many people are in the room?",
            GROUP_SIZES[0],
            GROUP_SIZES[-1],
            begun.people if begun else None,
            step=1,
            key="size",
        )
        if st.form_submit_button(
            wording.meeting.GO_ON if begun else wording.meeting.BEGIN, key="begin", type="primary"
        ):
            with show.collect(faults, "size"):
                store.meetings.begin(viewer, service.key, round_.key, people)
                navigation.stay(service=service.key, board=round_.key)


def board(service: Service, round_: Round, going_on: Response, faults: list[str]) -> None:
    """Show the board and keep what it sends, and offer to finish the meeting."""
    store, viewer = session.store(), session.viewer()
    questions = paper.asked(store.rounds.asked(service.key, round_.key), round_)
    settled = store.meetings.settled(viewer, going_on)
    begun = f"{service.key} {round_.key} {going_on.created.isoformat()}"
    draw = st.components.v2.component("rung_by_rung_meeting", js=_JS, css=_CSS, isolate_styles=False)
    drawn = draw(
        key=f"meeting-{begun}",
        data={
            # Not the response's key, since the key gives access to the response.
            "meeting": begun,
            "name": wording.meeting.title(service.name, going_on.people),
            "people": going_on.people,
            "longest": NOTE_LIMIT,
            "questions": [
                _faces("start"),
                *(
                    _question(question, ask, settled)
                    for question, ask in zip(questions, cycle(wording.meeting.ASKS), strict=False)
                ),
                _faces("end"),
            ],
        },
        default={"settled": {}},
        on_settled_change=lambda: None,
    )
    changed, sent = list[Answer](), drawn.settled or {}
    # The board sends everything it has settled. Answers that were stored earlier may have been changed on another
    # screen.
    before: Mapping[str, Any] = st.session_state.get(f"kept-{begun}", {})
    with show.collect(faults):
        changed = _changed({key: pair for key, pair in sent.items() if pair != before.get(key)}, questions, settled)
        if changed:
            store.meetings.keep(viewer, going_on, changed)
        st.session_state[f"kept-{begun}"] = sent
    with st.container(horizontal=True, key="meeting-end"):
        if st.button(wording.meeting.FINISH, key="finish"):
            with show.collect(faults):
                store.meetings.finish(viewer, going_on)
                answered = {*settled, *(answer.key for answer in changed)}
                show.say_done(wording.meeting.finished(len(answered), going_on.people), "invite")
                navigation.go("invite", service=service.key, round=round_.key)
        show.link("invite", wording.meeting.LATER, icon="pause", service=service.key, round=round_.key)


def _question(question: Question, ask: str, settled: Mapping[ItemKey, Answer]) -> dict[str, Any]:
    framework, item = question
    key = framework.key, item.key
    answer = settled.get(key, Answer(*key))
    drawn = pictured.drawn(framework.key, item)
    levels = [(str(value), framework.descriptor(item, value), drawn.get(str(value), "")) for value in framework.values]
    # “The room does not know” is a choice only where there are levels.
    unsure = pictures.uri(pictures.other("dont_know")) if drawn else ""
    levels.append((meeting.DONT_KNOW, wording.booklet.DONT_KNOW, unsure))
    return {
        "key": "/".join(key),
        "question": item.question,
        "picture": drawn.get("picture", ""),
        "alt": drawn.get("alt", ""),
        "ask": plain.prompt(framework.key, item.key) or ask,
        "levels": [dict(zip(_LEVEL, level, strict=True)) for level in levels],
        "legend": wording.meeting.legend(framework.lowest, framework.highest),
        "settled": meeting.key_of(answer),
        "why": answer.note,
    }


def _faces(when: str) -> dict[str, Any]:
    """Return five faces for which the room counts hands, at its start or its end; without a key, nothing is sent."""
    faces = [(str(face), text(f"group.face_{face}"), pictures.uri(pictures.face(face))) for face in pictures.FACES]
    return {
        "key": "",
        "place": text(f"group.{when}"),
        "question": text(f"group.feel_{when}"),
        "ask": text("group.only_us"),
        "levels": [dict(zip(_LEVEL, face, strict=True)) for face in faces],
        "legend": wording.meeting.faces_legend(len(faces)),
        "settled": "",
        "why": "",
    }


def _changed(sent: Mapping[str, Any], questions: Sequence[Question], settled: Mapping[ItemKey, Answer]) -> list[Answer]:
    """Return the answers in the board's data that are not stored yet; an InputError for data the board cannot send."""
    answers = []
    for framework, item in questions:
        key = framework.key, item.key
        if isinstance(pair := sent.get("/".join(key)), list) and len(pair) == 2:
            before = settled.get(key, Answer(*key))
            answer = meeting.settled((framework, item), before, *pair)
            answers += [answer] if answer != before else []
    return answers

"""The board on which people and staff agree on a level for each item, and the list of what is agreed.

The board sends what they agree on, with what it has shown as agreed before; `tasks/agreeing.py` checks and records it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from assess import wording
from assess.core import meeting
from assess.core.answers import ItemKey
from assess.core.framework import Framework, Item
from assess.core.names import isolated
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.text import NOTE_LIMIT
from assess.screen import navigation, pictured, session, show
from assess.tasks import agreeing
from assess.tasks.agreeing import Settled

_HERE = Path(__file__).parent
_JS = show.sent(*(_HERE / f"{name}.js" for name in ("keys", "board", "agree")))
_CSS = show.sent(*(_HERE / "styles" / f"{name}.css" for name in ("meeting", "agree")))

Items = Mapping[ItemKey, tuple[Framework, Item]]


def begin(service: Service, round_: Round, heard: Sequence[Position], agreed: Settled) -> None:
    """Say how many items are settled, and offer the board."""
    label = wording.meeting.AGREE_ON if agreed else wording.meeting.AGREE
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(label, key="agree", type="secondary" if agreed else "primary", icon=":material/handshake:"):
            navigation.stay(service=service.key, board=round_.key)
        show.say(wording.voices.settled(len(agreed), len(heard)))


def reasons(heard: Sequence[Position], agreed: Settled, items: Items) -> None:
    """List what is agreed, and why."""
    if agreed:
        show.section(wording.meeting.WHAT_IS_AGREED)
    for key in ((position.framework, position.item) for position in heard):
        if key in agreed:
            framework, item = items[key]
            show.strong(item.title)
            show.words(wording.voices.agreed_on(framework, agreed[key]))


def board(service: Service, round_: Round, heard: Sequence[Position], agreed: Settled, items: Items) -> None:
    """Show the board and record what it sends, and offer to leave it."""
    key = f"agree-{service.key}-{round_.key}"
    answers: dict[str, dict[str, Any]] = st.session_state.setdefault(f"answers-{key}", {})
    wrote = _wrote(service, round_)
    draw = st.components.v2.component("rung_by_rung_agree", js=_JS, css=_CSS, isolate_styles=False)
    drawn = draw(
        key=key,
        data={
            "name": wording.meeting.agree_title(service.name),
            "longest": NOTE_LIMIT,
            "meant": wording.voices.MEANT,
            "answers": answers,
            "questions": [
                _question(position, items[position.framework, position.item], agreed, wrote)
                for position in meeting.to_agree(heard, agreed)
            ],
        },
        default={"waiting": []},
        on_waiting_change=lambda: None,
    )
    store, viewer = session.store(), session.viewer()
    sent = [each for each in drawn.waiting or [] if isinstance(each, Mapping) and str(each.get("turn")) not in answers]
    for each in sent:
        faults: list[str] = []
        with show.collect(faults):
            done = agreeing.record(store, viewer, service, round_, each)
        answers[str(each.get("turn"))] = {"isKept": not faults, "sentence": " ".join(faults) or done}
    if st.button(wording.meeting.LEAVE, key="leave"):
        show.say_done(wording.meeting.LEFT if agreeing.settled(store, viewer, service, round_) else "", "agree")
        navigation.stay(board="")
    if sent:
        # The board's data tell it what is recorded.
        st.rerun()


def _wrote(service: Service, round_: Round) -> dict[ItemKey, list[tuple[str, list[str]]]]:
    """Return the notes of people and of staff on their levels, item by item."""
    store, viewer = session.store(), session.viewer()
    wrote: dict[ItemKey, list[tuple[str, list[str]]]] = {}
    people: dict[ItemKey, list[str]] = {}
    for key, note in store.voices.words_of_people(viewer, service.key, round_.key):
        people.setdefault(key, []).append(isolated(note))
    for key, notes in people.items():
        wrote.setdefault(key, []).append((wording.meeting.PEOPLE_WROTE, notes))
    for key, notes in agreeing.staff_wrote(store, viewer, service, round_).items():
        wrote.setdefault(key, []).append((wording.meeting.STAFF_WROTE, [isolated(note) for note in notes]))
    return wrote


def _question(
    position: Position,
    about: tuple[Framework, Item],
    agreed: Settled,
    wrote: Mapping[ItemKey, Sequence[tuple[str, list[str]]]],
) -> dict[str, Any]:
    key = position.framework, position.item
    framework, item = about
    theirs = framework.worded_for("people")
    asked, answer = theirs.item(item.key), agreed.get(key)
    level, why = agreeing.shown(answer)
    drawn = pictured.drawn(framework.key, item)
    return {
        "key": "/".join(key),
        "title": isolated(item.title),
        "question": asked.question,
        "picture": drawn.get("picture", ""),
        "alt": drawn.get("alt", ""),
        "levels": [
            {
                "key": str(value),
                "name": framework.named(value),
                "sentence": theirs.descriptor(asked, value),
                "picture": drawn.get(str(value), ""),
                "outside": wording.voices.outside(position, framework, value),
                "voices": _voices(position, value),
                "bar": meeting.bar(position, value),
            }
            for value in framework.values
        ],
        "legend": wording.meeting.agree_legend(framework.lowest, framework.highest),
        "apart": wording.voices.apart(position),
        "stand": wording.voices.stand(position, framework),
        "wrote": wrote.get(key, []),
        "settled": level,
        "why": why,
        "agreed": wording.voices.agreed_on(framework, answer) if answer else "",
    }


def _voices(position: Position, level: int) -> list[tuple[str, str]]:
    both = (("people", position.people_level), ("staff", position.service_level))
    return [(kind, wording.meeting.VOICES[kind]) for kind, stands in both if stands == level]

"""The board on which people and staff agree on a level for each item, and the list of what is agreed.

The board sends what they agree on, with what it has shown as agreed before; it is checked and recorded here.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from assess import wording
from assess.core import meeting
from assess.core.answers import Answer, ItemKey
from assess.core.errors import InputError
from assess.core.framework import Framework, Item
from assess.core.names import isolated
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.text import NOTE_LIMIT
from assess.screen import navigation, pictured, session, show
from assess.tasks import outcome

_HERE = Path(__file__).parent
_JS = show.sent(*(_HERE / f"{name}.js" for name in ("keys", "board", "agree")))
_CSS = show.sent(*(_HERE / "styles" / f"{name}.css" for name in ("meeting", "agree")))

Items = Mapping[ItemKey, tuple[Framework, Item]]
Settled = Mapping[ItemKey, Answer]


def settled(service: Service, round_: Round) -> Settled:
    """Return the answers on which both voices have agreed in a round so far."""
    answers = outcome.agreed(session.store(), session.viewer(), service, round_)
    return {key: answer for key, answer in answers.items() if answer.level is not None}


def begin(service: Service, round_: Round, heard: Sequence[Position], agreed: Settled) -> None:
    """Say how many items are settled, and offer the board."""
    label = wording.meeting.AGREE_ON if agreed else wording.meeting.AGREE
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(label, key="agree", type="primary", icon=":material/handshake:"):
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
    by_key = {f"{position.framework}/{position.item}": position for position in heard}
    sent = [each for each in drawn.waiting or [] if isinstance(each, Mapping) and str(each.get("turn")) not in answers]
    for each in sent:
        faults: list[str] = []
        with show.collect(faults):
            done = _record(service, round_, by_key, items, each)
        answers[str(each.get("turn"))] = {"isKept": not faults, "sentence": " ".join(faults) or done}
    if st.button(wording.meeting.LEAVE, key="leave"):
        show.say_done(wording.meeting.LEFT if settled(service, round_) else "", "agree")
        navigation.stay(board="")
    if sent:
        # The board learns from its data what is recorded.
        st.rerun()


def _record(
    service: Service, round_: Round, heard: Mapping[str, Position], items: Items, sent: Mapping[str, Any]
) -> str:
    """Record what the board has sent, and return the sentence that says so; a browser can send anything."""
    position = heard.get(str(sent.get("key")))
    if position is None:
        raise InputError("There is no such item to agree on.")
    framework, item = items[position.framework, position.item]
    stands = settled(service, round_).get((position.framework, position.item))
    answer = meeting.agreed((framework, item), stands, sent.get("level"), sent.get("why"))
    if answer != stands:
        unsaid = wording.voices.outside(position, framework, answer.level or 0)
        if unsaid and sent.get("meant") is not True:
            raise InputError(unsaid)
        # Refused if somebody else has agreed meanwhile: from then on theirs stands on the board.
        seen = stands if sent.get("seen") == _shown(stands) else Answer(*answer.key)
        session.store().voices.agree(session.viewer(), service.key, round_.key, answer, seen)
    return f"{item.title}: what you agree on is recorded."


def _shown(answer: Answer | None) -> list[str]:
    return [meeting.key_of(answer), answer.note] if answer else ["", ""]


def _wrote(service: Service, round_: Round) -> dict[ItemKey, list[tuple[str, list[str]]]]:
    """Return what people and what staff wrote behind their levels, item by item."""
    store, viewer = session.store(), session.viewer()
    wrote: dict[ItemKey, list[tuple[str, list[str]]]] = {}
    people: dict[ItemKey, list[str]] = {}
    for key, note in store.voices.words_of_people(viewer, service.key, round_.key):
        people.setdefault(key, []).append(isolated(note))
    for key, notes in people.items():
        wrote.setdefault(key, []).append((wording.meeting.PEOPLE_WROTE, notes))
    for spoken in store.voices.said(viewer, round_.key):
        if (spoken.service, spoken.voice) == (service.key, "service"):
            for key, answer in spoken.answers.items():
                if answer.note:
                    wrote.setdefault(key, []).append((wording.meeting.STAFF_WROTE, [isolated(answer.note)]))
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
        "stand": wording.voices.stand(position),
        "wrote": wrote.get(key, []),
        "settled": meeting.key_of(answer) if answer else "",
        "why": answer.note if answer else "",
        "agreed": wording.voices.agreed_on(framework, answer) if answer else "",
    }


def _voices(position: Position, level: int) -> list[tuple[str, str]]:
    both = (("people", position.people_level), ("staff", position.service_level))
    return [(kind, wording.meeting.VOICES[kind]) for kind, stands in both if stands == level]

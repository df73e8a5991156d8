"""What does the whole room say?"""

import streamlit as st

from assess.screen import meeting, navigation, pick, session, show

viewer, store = session.viewer(), session.store()
top = st.container()
faults: dict[str, str] = {}
on_board: list[str] = []
if navigation.chosen("board"):
    service = store.services.get(viewer.rater, navigation.chosen("service"))
    round_ = store.rounds.get(viewer, navigation.chosen("board"))
else:
    service = pick.service("Which service?", viewer.rater)
    round_ = pick.open_round(service)
going_on = store.meetings.going_on(viewer, service.key, round_.key) if navigation.chosen("board") else None
if navigation.chosen("board") and going_on is None:
    navigation.stay(board="")
if going_on:
    meeting.board(service, round_, going_on, on_board)
else:
    show.notices([service])
    meeting.begin(service, round_, faults)
with top:
    show.heading(place=f"{service.key}/{round_.key}", faults=on_board or faults)

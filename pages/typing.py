"""How do answers on paper get in?"""

import streamlit as st

from assess import wording
from assess.screen import pick, session, show, typing

viewer, store = session.viewer(), session.store()
top = st.container()
faults: list[str] = []
service = pick.service("Which service?", viewer.rater)
round_ = pick.typing_round(service)
state = store.paper.typing(viewer, service.key, round_.key)
show.notices([service])

if store.invitations.has_ended(viewer, service.key, round_.key):
    show.info(wording.typing.over(round_))
elif state.is_going_on(round_, session.today()):
    show.say(wording.typing.whose(service, round_))
    typing.board(service, round_, faults)
    typing.finish(service, round_, faults)
elif state.since is None:
    typing.begin(service, round_, faults)
else:
    typing.after(service, round_, faults)
with top:
    show.heading(place=f"{service.key}/{round_.key}", faults=faults)

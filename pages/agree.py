"""Where do the two voices differ, and what do we agree?"""

import streamlit as st

from assess import wording
from assess.core.framework import items_of
from assess.screen import agree, journey, navigation, pick, result, session, show, together, who
from assess.tasks import agreeing, outcome

viewer, store = session.viewer(), session.store()
top = st.container()
if navigation.chosen("board"):
    service = store.services.get(viewer.rater, navigation.chosen("service"))
    round_ = store.rounds.get(viewer, navigation.chosen("board"))
else:
    service = pick.service("Service", viewer.rater)
    round_ = pick.heard_round(service)
items = items_of(store.rounds.frameworks(round_.key))
heard = outcome.heard(store, viewer, service, round_)
agreed = agreeing.settled(store, viewer, service, round_)
if navigation.chosen("board") and not heard:
    navigation.stay(board="")
if navigation.chosen("board"):
    agree.board(service, round_, heard, agreed, items)
else:
    show.notices([service])
    if show.done("agree") and agreed:
        journey.what_next(service, round_)
    agree.begin(service, round_, heard, agreed)
    show.say(wording.voices.how_far_apart(heard, session.people_in(service, round_)))
    who.counted(service, round_)
    result.both_voices(service, round_)
    agree.reasons(heard, agreed, items)
    together.lead_on(service, round_)
with top:
    finding = wording.voices.title(service.name, heard, items, agreed)
    show.heading(finding, place=f"{service.key}/{round_.key}", stays=True)
    if not navigation.chosen("board"):
        journey.line(service, round_)

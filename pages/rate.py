"""How far do we share power, in our own view?"""

import streamlit as st

from assess import wording
from assess.core.dates import day
from assess.core.names import apart
from assess.screen import check, journey, navigation, pick, rate, session, show
from assess.screen.draft import begin, open_sheet

viewer, store = session.viewer(), session.store()

if not navigation.chosen("assessment"):
    top = st.container()
    service = pick.service("Which service?", viewer.rater)
    with top:
        show.heading()
        journey.line(service)
    show.notices([service])
    rounds = store.rounds.of_service(viewer, service)
    opened = [round_ for round_ in rounds if round_.is_open(session.today())]
    if not opened:
        last = f" The last one closed on {day(rounds[-1].closes)}." if rounds else ""
        show.info(f"No round is open for {service.name} now.{last}")
        show.link("result", "See its result", icon="", service=service.key)
        st.stop()
    names = apart({round_.key: f"{round_.name}, open until {day(round_.closes)}" for round_ in opened})
    chosen = st.selectbox("Which round?", list(names), format_func=names.__getitem__, index=len(names) - 1)
    show.small(wording.form.ROUND)
    own = store.voices.turnout(viewer, chosen).get((service.key, "service"))
    show.say(f"Your own answers: {wording.rounds.came(own)}.")
    if st.button(wording.rounds.begin(own), key="start", type="primary"):
        begin(service.key, chosen)
    st.stop()

sheet = open_sheet(navigation.chosen("assessment"))
if sheet.state == "submitted":
    rate.submitted(sheet)
elif navigation.chosen("step") == "check":
    check.answers(sheet)
else:
    rate.form_at(sheet, navigation.chosen("step"))

"""How far do we share power, in our own view?"""

import streamlit as st

from assess import rating, ui
from assess.sheet import begin, open_sheet
from assess.words import day

viewer, store = ui.viewer(), ui.store()
viewer.require("manager", "administrator")

if not ui.chosen("assessment"):
    ui.heading("Rate your service")
    service = ui.pick_service("Which service?", viewer.rater)
    ui.notice(service)
    rounds = store.rounds(viewer, service.programme)
    opened = [each for each in rounds if each.is_open(ui.today())]
    if not opened:
        last = f" The last one closed on {day(rounds[-1].closes)}." if rounds else ""
        st.info(ui.escaped(f"No round is open for {service.name} now.{last}"))
        ui.link("result", "See its result", service=service.key)
        st.stop()
    names = {each.key: f"{each.name}, open until {day(each.closes)}" for each in opened}
    chosen = st.selectbox("Which round?", list(names), format_func=names.__getitem__, index=len(names) - 1)
    if st.button("Start or go on", key="start", type="primary"):
        begin(service.key, chosen)
    st.stop()

sheet = open_sheet(ui.chosen("assessment"))
if sheet.state == "submitted":
    rating.submitted(sheet)
else:
    rating.form_at(sheet, ui.chosen("step"))

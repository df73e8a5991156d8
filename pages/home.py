"""Where do I begin, or go on?"""

import streamlit as st

from assess import ui
from assess.errors import InputError

viewer, store = ui.viewer(), ui.store()
top = st.container()
faults = []

if store.is_empty():
    st.markdown(
        "Do you work **with** the people who use your service, or only inform and consult them? "
        "Answer 14 questions in about ten minutes and see where you stand."
    )
    st.header("Rate my own service", anchor=False)
    with st.form("first-service"):
        name = st.text_input("Name of your service")
        organisation = st.text_input("Organisation")
        kind = st.text_input("Kind of service, for example home care")
        area = st.text_input("Area, for example a town or county")
        begun = st.form_submit_button("Start rating", key="start", type="primary")
    if begun:
        try:
            service, first = store.add_first_service(viewer, name, organisation, kind, area)
            ui.go("rate", assessment=store.start(viewer, service.key, first.key).key, step="ladder")
        except InputError as error:
            faults.append(str(error))
    st.header("Look around with example data", anchor=False)

with top:
    ui.heading("Rung by Rung", faults=faults)

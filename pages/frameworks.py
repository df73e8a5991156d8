"""What may a round ask, in our own words?"""

import streamlit as st

from assess import wording
from assess.screen import frameworks, navigation, session, show

top = st.container()
faults: dict[str, str] = {}
made = {own.key: own for own in session.store().frameworks.own(session.viewer())}
own = made.get(navigation.chosen("framework"))
is_saved, is_done = False, show.done("framework")

if is_done and own and own.newest and own.draft is None and not own.is_retired:
    show.link("rounds", "Open a round on it")
if own is None:
    if navigation.chosen("framework") and not is_done:
        show.info(wording.frameworks.GONE, icon="info")
    show.say(wording.frameworks.ABOUT)
    frameworks.listed([*made.values()])
    with show.expander("Make a framework", key="make-framework", expanded=not made):
        frameworks.begin(faults)
else:
    show.small(wording.frameworks.state(own))
    frameworks.next_version(own, faults)
    is_saved = frameworks.tabs(own, faults)
if is_saved and not faults:
    # The heading above also shows the value of the field.
    st.rerun()
with top:
    if own:
        show.link("frameworks", "All frameworks that were made here", icon="arrow_back")
    show.heading(own.title if own else "", place=own.key if own else "", faults=faults)

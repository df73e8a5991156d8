"""Where do the two voices differ, and what do we agree?"""

import streamlit as st

from assess import ui, voices, wording
from assess.assessment import Answer
from assess.errors import InputError
from assess.framework import items_of

viewer, store = ui.viewer(), ui.store()
viewer.require("manager", "administrator")
top = st.container()
faults: list[str] = []
service = ui.pick_service("Service", viewer.rater)
round_ = ui.pick_heard_round(service)
ui.notice(service)

items = items_of(store.frameworks(round_.key))
heard = ui.heard(service, round_)
ui.say(wording.two_voices(heard))
ui.both_voices(service, round_)

st.header("Agree on an item", anchor=False)
apart = {f"{each.framework}.{each.item}": each for each in sorted(heard, key=voices.apart, reverse=True)}
titles = {key: items[each.framework, each.item][1].title for key, each in apart.items()}
position = apart[st.selectbox("Item, furthest apart first", list(apart), format_func=titles.__getitem__, key="item")]
framework, item = items[position.framework, position.item]
for sentence in wording.each_voice(position, framework, item):
    ui.say(sentence)
notes = [
    note for key, note in store.words_of_people(viewer, service.key, round_.key) if key == (framework.key, item.key)
]
if notes:
    st.markdown("**What people wrote**")
for note in notes:
    ui.words(note)

stands = ui.agreed(service, round_).get((framework.key, item.key), Answer(framework.key, item.key))
if stands.level is not None:
    ui.say(f"You have agreed on “{framework.level(stands.level).label}”. Why: {stands.note}")
with st.form(f"agree-{framework.key}-{item.key}-{stands.level}"):
    level = st.radio(
        "What do you agree on?",
        framework.values,
        index=None if stands.level is None else framework.values.index(stands.level),
        format_func=lambda value: f"**{framework.level(value).label}**  \n{framework.descriptor(item, value)}",
        key=f"rating-agreed-{framework.key}-{item.key}-{stands.level}",
        width="stretch",
    )
    reason = st.text_area("Why?", stands.note)
    if st.form_submit_button("Record what we agree", key="agree", type="primary"):
        try:
            agreed = Answer(framework.key, item.key, level, note=reason)
            store.agree(viewer, service.key, round_.key, agreed, stands if stands.is_given else None)
            st.session_state["agreed-on"] = f"{item.title}: what you agree on is recorded."
            st.rerun()
        except InputError as error:
            faults.append(str(error))
with top:
    ui.heading("Agree together", place=service.key, faults=faults)
    if done := st.session_state.pop("agreed-on", ""):
        st.success(ui.escaped(done), icon=":material/check:")

"""Where do the two voices differ, and what do we agree?"""

import streamlit as st

from assess import wording
from assess.core import voices
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.framework import items_of
from assess.screen import pick, session, show

viewer, store = session.viewer(), session.store()
viewer.require("manager", "administrator")
top = st.container()
faults: list[str] = []
service = pick.service("Service", viewer.rater)
round_ = pick.heard_round(service)
show.notice(service)

items = items_of(store.frameworks(round_.key))
heard = show.heard(service, round_)
show.say(wording.voices.how_far_apart(heard))
show.both_voices(service, round_)

st.header("Agree on an item", anchor=False)
apart = {f"{each.framework}.{each.item}": each for each in sorted(heard, key=voices.apart, reverse=True)}
titles = {key: items[each.framework, each.item][1].title for key, each in apart.items()}
position = apart[st.selectbox("Item, furthest apart first", list(apart), format_func=titles.__getitem__, key="item")]
framework, item = items[position.framework, position.item]
for sentence in wording.voices.each_voice(position, framework, item):
    show.say(sentence)
notes = [
    note for key, note in store.words_of_people(viewer, service.key, round_.key) if key == (framework.key, item.key)
]
if notes:
    st.markdown("**What people wrote**")
for note in notes:
    show.words(note)

stands = show.agreed(service, round_).get((framework.key, item.key), Answer(framework.key, item.key))
if stands.level is not None:
    show.say(f"You have agreed on “{framework.level(stands.level).label}”. Why: {stands.note}")
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
    show.heading("Agree together", place=service.key, faults=faults)
    if done := st.session_state.pop("agreed-on", ""):
        st.success(show.escaped(done), icon=":material/check:")

"""Where do the two voices differ, and what do we agree?"""

from dataclasses import replace

import streamlit as st

from assess import wording
from assess.core import voices
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.framework import items_of
from assess.screen import pick, result, session, show
from assess.screen.edit import edit
from assess.tasks import outcome

viewer, store = session.viewer(), session.store()
top = st.container()
faults: list[str] = []
service = pick.service("Service", viewer.rater)
round_ = pick.heard_round(service)
show.notices([service])

items = items_of(store.rounds.frameworks(round_.key))
heard = outcome.heard(store, viewer, service, round_)
show.say(wording.voices.how_far_apart(heard))
result.both_voices(service, round_)

show.section("Agree on an item")
apart = {f"{p.framework}.{p.item}": p for p in sorted(heard, key=voices.apart, reverse=True)}
titles = {key: items[p.framework, p.item][1].title for key, p in apart.items()}
position = apart[st.selectbox("Item, furthest apart first", list(apart), format_func=titles.__getitem__, key="item")]
key = (position.framework, position.item)
framework, item = items[key]
for sentence in wording.voices.each_voice(position, framework, item):
    show.say(sentence)
notes = [note for about, note in store.voices.words_of_people(viewer, service.key, round_.key) if about == key]
if notes:
    show.strong("What people wrote")
for note in notes:
    show.words(note)

stands = outcome.agreed(store, viewer, service, round_).get(key, Answer(*key))
if stands.level is not None:
    show.say(f"You have agreed on “{framework.level(stands.level).label}”. Why: {stands.note}")
begun = edit(f"agree-{service.key}-{round_.key}-{framework.key}-{item.key}", stands)
with st.form(f"agree-{framework.key}-{item.key}"):
    drawn = begun.drawn.level
    level = st.radio(
        "What do you agree on?",
        framework.values,
        index=None if drawn is None else framework.values.index(drawn),
        format_func=lambda value: f"**{framework.level(value).label}**  \n{framework.descriptor(item, value)}",
        key=begun.key(f"rating-agreed-{framework.key}-{item.key}"),
        width="stretch",
    )
    unsaid = "" if level is None else wording.voices.outside(position, framework, level)
    meant = not unsaid or st.checkbox(wording.voices.MEANT, key=begun.key(f"meant-{level}"))
    reason = st.text_area("Why?", begun.drawn.note, key=begun.key("reason"))
    if st.form_submit_button("Record what we agree", key="agree", type="primary"):
        with show.attempt(faults, f"{item.title}: what you agree on is recorded.", at="agree") as attempt:
            typed = replace(begun.drawn, level=level, note=reason)
            if not meant and typed != begun.drawn:
                raise InputError(unsaid)
            # Refused once if somebody else has agreed meanwhile: from then on theirs stands above.
            seen, begun.known = begun.known, stands
            if typed == begun.drawn and typed.is_given:
                attempt.done = "Nothing was changed here."
            else:
                store.voices.agree(viewer, service.key, round_.key, typed, seen if seen.is_given else None)
            begun.done()
    show.done("agree")
with top:
    show.heading(place=service.key, faults=faults)

"""Where do we stand, and what would the next step look like?"""

import streamlit as st

from assess import wording
from assess.core import scoring
from assess.core.change import changes_between
from assess.screen import pick, result, session, show
from assess.tasks.outcome import heard

top, said = st.container(), st.container(key="screen-only-said")
with st.container(key="screen-only", horizontal=True):
    service = pick.service("Service")
    now, before = pick.outcomes(service)
earlier = before.standings if before else {}
changes = changes_between(earlier, now.standings)

with said:
    if show.done("submit"):
        result.after_submitting(service, now.round)
with top:
    show.heading(f"{service.name}: where it stands", place=now.round.key)
show.notices([service])
with st.container(border=True):
    for sentence in wording.result.in_short(service, now.round, now.standings, earlier):
        show.say(sentence)
    show.say(wording.result.items_moved(changes, before.round if before else None))
result.whose_view(service, now.round)

for standing in now.standings.values():
    result.standing(standing, earlier.get(standing.framework.key))

# Raters see them on the page on which they agree.
if not session.may_rate():
    result.both_voices(service, now.round)

show.section("What the next step looks like")
for standing, item in scoring.next_steps(now.standings):
    level, beside = standing.levels[item.key], standing.beside(item.key)
    show.say(wording.result.next_level(standing.framework, item, level, beside))
if session.may_rate():
    show.link("actions", "Promise what you will do", service=service.key)

show.section("Strengths")
positions = heard(session.store(), session.viewer(), service, now.round)
for sentence in wording.result.strengths(now.standings.values(), positions) or [wording.result.NO_STRENGTHS]:
    show.say(sentence)

moved = [change for change in changes if change.steps]
if before and moved:
    show.section("What changed")
    show.rows(wording.result.moves(moved, before.round, now.round), "The items that moved")

show.section("Claimed and evidenced")
show.say(wording.result.evidenced(now.standings))

submitted = wording.result.submitted(now.round, now.submitted)
show.say(f"{service.organisation}. {submitted} {wording.result.HOW_SCORED}")
show.link("guide", "How scores are worked out", icon="calculate")

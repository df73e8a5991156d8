"""Where do we stand, and what would the next step look like?"""

from functools import partial

import streamlit as st

from assess import wording
from assess.core.change import changes_between
from assess.screen import impacts, journey, pick, related, result, session, share, show, stories, take_away
from assess.tasks import outcome

viewer, store, faults = session.viewer(), session.store(), list[str]()
top, said = st.container(gap="xsmall"), st.container(key="screen-only-submitted")
with st.container(key="parts-head"):
    says, choices = st.container(), st.container(key="screen-only", gap="xsmall")
with choices:
    row = st.container(horizontal=True, gap="xsmall")
    with row, show.choices("Service and round", key="choices"):
        service = pick.service("Service")
        now, before = pick.outcomes(service)
    take_away.result(service, now.round)
    result.promise(service)
    with row:
        share.result(service, now.round, faults)

past = outcome.rounds_so_far(store, viewer, service, now)
changes = changes_between(before.standings if before else {}, now.standings)
items = [change for change in changes if change.framework.kind != "rung"]
earlier = before.round if before else None
differences = outcome.differences(store, service, past, before, changes)
written, own = result.written(service, now.round), result.own_words(now)

with said:
    if show.done("submit"):
        result.after_submitting(service, now.round)
    else:
        journey.line(service, now.round)
with top:
    show.heading(wording.result.heading(service, now.standings), place=now.round.key, faults=faults)
    show.notices([service])
with says:
    result.head(past, now, service, items, earlier)

with st.container(key="parts-result"):
    with st.container():
        result.ladders(past, now)
        result.next_steps(now)
    with st.container():
        result.items(past, now, changes, items, earlier, differences)
result.voices(service, now, written)
result.lead_on(service, now.round, past)

words_tab, own_tab = result.words_headings(service, written, own)
pick.tabs(
    {
        "What changed": partial(result.changed, changes, items, earlier, now.round, differences),
        words_tab: partial(result.words, written, service, now.round),
        **stories.themes(service, now.round),
        **impacts.tab(service),
        **stories.case_note(service, now.round),
        own_tab: partial(result.rests_on, service, now, before),
        **result.stages(now, before),
        "Tables": partial(result.in_tables, past, now, before, service),
        wording.related.TITLE: partial(related.beside, now),
        "How worked out": partial(result.worked_out, now),
    }
)

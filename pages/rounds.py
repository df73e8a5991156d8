"""Who has rated, who is missing, and when is the next round?"""

import streamlit as st

from assess import wording
from assess.core.dates import day, day_typed
from assess.core.form import require_few
from assess.core.framework import Form
from assess.screen import pick, publication, session, show
from assess.screen import rounds as open_rounds
from assess.screen.edit import edit

viewer, store, today = session.viewer(), session.store(), session.today()
top = st.container()
faults: list[str] = []
programme = pick.programme()
rounds = store.rounds.of(viewer, programme.key)[::-1]
came = open_rounds.came(rounds)

for round_ in [each for each in rounds if each.key in came]:
    open_rounds.who_is_in(round_, *came[round_.key])
    open_rounds.end(round_, programme, faults)

show.done("end-round")
# Emptied only after this form has added a round: somebody else may add one while the viewer types.
begun = edit(f"new-round-{programme.key}", len(rounds))
title = wording.rounds.opens(rounds)
with show.expander(title, key="new-round", expanded=not rounds), st.form(f"new-round-{begun.drawn}"):
    name = st.text_input("Name, for example Spring 2027", key=begun.key("round-name"))
    opens = st.text_input("First day, for example 1 March 2027", value=day(today))
    closes = st.text_input("Last day, for example 31 May 2027")
    show.say(f"Days end at midnight, {session.time_zone()} time.")
    core = store.catalogue.core
    show.say(wording.rounds.MOST_ASKED)
    frameworks = [
        framework
        for framework in store.catalogue
        if st.checkbox(
            show.heard(wording.rounds.with_questions(framework)), framework in core, key=f"on-{framework.key}"
        )
    ]
    show.link("frameworks", "Make a framework of your own")
    thorough = st.checkbox("Ask the thorough form of everyone", key="thorough")
    # A first round has no earlier answers to offer.
    carries = bool(rounds) and st.checkbox(wording.rounds.CARRIES, key="carries")
    if st.form_submit_button("Open the round", key=begun.key("open-round"), type="primary"):
        with show.attempt(faults, at="open-round") as attempt:
            first, last = day_typed(opens, "The first day"), day_typed(closes, "The last day")
            asked: Form = "thorough" if thorough else "quick"
            require_few(frameworks, asked)
            store.rounds.open(viewer, programme.key, name, first, last, asked, frameworks=frameworks, carries=carries)
            begun.done()
            people = wording.rounds.asked_of_people(frameworks, asked)
            attempt.done = f"{name.strip()} is set up, from {day(first)} to {day(last)}. {people}"
show.done("open-round")

publication.rounds_given_back([round_ for round_ in rounds if round_.opens <= today])
past = [round_ for round_ in rounds if round_.key not in came]
if past:
    show.section("Other rounds")
    show.rows(wording.rounds.round_list(past), "Rounds that are not open")
with top:
    title = wording.rounds.title(rounds, came, today)
    show.heading(title, place=f"{programme.key}/{len(rounds)}", faults=faults)
    show.notices(store.services.visible_to(viewer, most=1))

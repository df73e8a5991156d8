"""Which services belong together, and who is in?"""

import streamlit as st

from assess import wording
from assess.screen import pick, programmes, session, show

viewer, store = session.viewer(), session.store()
top = st.container()
faults: dict[str, str] = {}
known = {programme.key: programme for programme in store.programmes.run_by(viewer)}
title = wording.programmes.NO_PROGRAMME
show.done("programmes")

if known:
    programme = known[pick.one("Programme", {key: each.name for key, each in known.items()}, "programme")]
    services, retired = store.members.of(viewer, programme.key)
    count = len(services) + len(retired)
    title = wording.programmes.title(programme, services)
    if services:
        rounds = store.rounds.of(viewer, programme.key)
        show.link("rounds", wording.programmes.to_rounds(rounds), programme=programme.key)
        show.sign_table("services.html", label="The services of this programme", services=services)
    if retired:
        show.section("Retired")
        show.sign_table("services.html", label="The retired services of this programme", services=retired)

    show.section("Add services")
    show.done("add-services")
    programmes.add_list(faults, programme, count)
    with show.expander("Type one service", key="type-one"):
        programmes.add_one(faults, programme, count)

    show.section("Change this programme")
    show.done("change-services")
    programmes.change(faults, programme, [*known.values()], services, retired)
    with show.expander("Rename this programme", key="rename"):
        programmes.rename(faults, programme)
    if store.programmes.may_add(viewer):
        with show.expander("New programme", key="new-programme"):
            programmes.new(faults, [*known.values()])
else:
    show.say(wording.programmes.ABOUT)
    programmes.new(faults, [])
with top:
    show.heading(title, place=f"{len(known)}", faults=faults)
    if known:
        show.notices(store.services.visible_to(viewer, most=1))

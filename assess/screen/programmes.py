"""The forms by which a programme is set up, and its services added, moved and retired."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from assess import wording
from assess.core import pasted
from assess.core.errors import InputError
from assess.core.names import isolated, of_services
from assess.core.pasted import SPELLED, Doubt, Listed
from assess.core.programme import Programme, Service
from assess.screen import navigation, pick, session, show
from assess.screen.edit import edit
from assess.screen.home import FIELDS


def new(faults: dict[str, str], programmes: Sequence[Programme]) -> None:
    """Ask for the name of a new programme, and show it when it is added."""
    begun = edit("new-programme", len(programmes))
    with st.form(f"new-programme-{begun.drawn}"):
        key = begun.key("programme-name")
        name = st.text_input("Name, for example Fernshire 2027", key=key)
        if st.form_submit_button("Add this programme", key=begun.key("add-programme"), type=_emphasis(not programmes)):
            with show.attempt(faults, at="programmes", field=key) as attempt:
                added = session.store().programmes.add(session.viewer(), name)
                begun.done()
                st.query_params.from_dict(navigation.query(programme=added.key))
                attempt.done = f"{added.name} is added. Now add its services."


def rename(faults: dict[str, str], programme: Programme) -> None:
    """Ask for another name for a programme."""
    begun = edit(f"rename-{programme.key}", programme)
    with st.form(f"rename-{programme.key}"):
        key = begun.key("programme-renamed")
        name = st.text_input("Name of this programme", begun.drawn.name, key=key)
        if st.form_submit_button("Rename it", key="rename-programme"):
            with show.attempt(faults, at="change-services", field=key) as attempt:
                typed = begun.merged(programme, replace(begun.drawn, name=name), lambda _: f"“{programme.name}”")
                kept = session.store().programmes.rename(session.viewer(), programme.key, typed.name, programme)
                begun.done()
                attempt.done = f"It is called {kept.name} now."


def add_one(faults: dict[str, str], programme: Programme, count: int) -> None:
    """Ask for one service, with the organisations, kinds and areas that are known to choose from."""
    store, viewer = session.store(), session.viewer()
    begun = edit(f"one-service-{programme.key}", count)
    known = _known()
    with st.form(f"one-service-{programme.key}-{begun.drawn}"):
        typed = {"name": st.text_input(FIELDS["name"][0], key=begun.key("one-name"))}
        for field in SPELLED:
            typed[field] = pick.known_or_new(FIELDS[field][0], known[field], key=begun.key(f"one-{field}"))
        if st.form_submit_button("Add this service", key=begun.key("add-one")):
            one = Listed(1, **typed)
            unsure = [found for found in pasted.doubts([one], known) if _is_new(found)]
            faults |= {wording.programmes.meant(found): begun.key(f"one-{found.field}") for found in unsure}
            if not unsure:
                with show.attempt(faults, at="add-services", field=begun.key("one-name")) as attempt:
                    args = (one.name, one.organisation, one.kind, one.area, programme.key)
                    added = store.services.add(viewer, *args)
                    begun.done()
                    attempt.done = _added([added], programme)


def _is_new(found: Doubt) -> bool:
    """Say whether this question is new on this screen; when asked a second time, the typed text is accepted."""
    asked: set[Doubt] = st.session_state.setdefault("doubts-asked", set())
    is_new = found not in asked
    asked.add(found)
    return is_new


def add_list(faults: dict[str, str], programme: Programme, count: int) -> None:
    """Ask for a list of services, say what it would add, and add it when that is confirmed."""
    begun = edit(f"list-{programme.key}", count)
    key = begun.key("pasted")
    with st.form(f"list-{programme.key}-{begun.drawn}"):
        show.say(wording.programmes.HOW_TO_LIST)
        text = st.text_area("Services, one a line", height=160, key=key)
        is_sent = st.form_submit_button("Look at this list", key="look-at-list", type=_emphasis(not text.strip()))
    if not text.strip():
        return
    rows, wrong = pasted.read(text)
    place = st.empty()
    if not wrong:
        rows = _in_known_words(rows)
        services, wrong = session.store().services.checked_list(session.viewer(), programme.key, rows)
    if wrong:
        faults |= dict.fromkeys(wrong, key)
        return
    with place:
        (show.follows if is_sent else show.info)(wording.programmes.adds(services, programme))
    show.sign_table("services.html", label="The services of this list", services=services)
    if st.button(f"Add {_these(services)}", key="add-list", type="primary"):
        with show.attempt(faults, at="add-services", field=key) as attempt:
            added = session.store().services.add_list(session.viewer(), programme.key, rows)
            begun.done()
            attempt.done = _added(added, programme)


def _added(services: Sequence[Service], programme: Programme) -> str:
    rounds = session.store().rounds.of(session.viewer(), programme.key)
    return wording.programmes.added(services, programme, rounds)


def _these(services: Sequence[Service]) -> str:
    return "this service" if len(services) == 1 else f"these {len(services)} services"


def _in_known_words(rows: Sequence[Listed]) -> list[Listed]:
    """Ask about each text that is similar to a known one whether that was meant; return the corrected list."""
    unsure = _doubts(rows, _known())
    if unsure:
        show.strong("Are these new, or typed in another way? Tick what you meant; the others are new.")
    taken = [
        found
        for place, found in enumerate(unsure)
        if st.checkbox(show.heard(wording.programmes.doubt(found)), key=f"meant-{place}-{found.typed}-{found.known}")
    ]
    return pasted.respelled(rows, taken)


def _doubts(rows: Sequence[Listed], known: Mapping[str, Collection[str]]) -> list[Doubt]:
    """Return the doubts of a list, found once in a session: each tick on the page runs it again."""
    kept = st.session_state.get("doubts")
    if kept is None or kept[:2] != (rows, known):
        kept = st.session_state["doubts"] = rows, known, pasted.doubts(rows, known)
    found: list[Doubt] = kept[2]
    return found


def _known() -> dict[str, set[str]]:
    services = session.store().services.visible_to(session.viewer())
    return {field: {getattr(service, field) for service in services} for field in SPELLED}


def change(
    faults: dict[str, str],
    programme: Programme,
    programmes: Sequence[Programme],
    services: Sequence[Service],
    retired: Sequence[Service],
) -> None:
    """Offer to move services, to retire them and to bring them back."""
    members = session.store().members
    others = {other.key: other.name for other in programmes if other != programme}
    if services and others:
        with show.expander("Move services to another programme", key="move"), st.form("move-services"):
            show.say(wording.programmes.MOVING)
            chosen = _choose("Which services move?", services, "moving")
            to = st.selectbox("To which programme?", list(others), None, lambda key: isolated(others[key]), key="to")
            if st.form_submit_button("Move them", key="move-now"):
                with show.attempt(faults, _done("moved", chosen, others.get(to or "", "")), at="change-services"):
                    if to is None:
                        raise InputError("Choose the programme to which they move.")
                    members.move(session.viewer(), [service.key for service in chosen], to)
    if services:
        with show.expander("Retire services", key="retire"), st.form("retire-services"):
            show.say(wording.programmes.RETIRING)
            chosen = _choose("Which services are retired?", services, "retiring")
            if st.form_submit_button("Retire them", key="retire-now"):
                with show.attempt(faults, _done("retired", chosen), at="change-services"):
                    members.retire(session.viewer(), [service.key for service in chosen])
    if retired:
        with show.expander("Bring retired services back", key="bring-back"), st.form("bring-back-services"):
            chosen = _choose("Which services are asked again?", retired, "returning")
            if st.form_submit_button("Bring them back", key="bring-back-now"):
                with show.attempt(faults, _done("asked again", chosen), at="change-services"):
                    members.bring_back(session.viewer(), [service.key for service in chosen])


def _done(act: str, services: Sequence[Service], where: str = "") -> str:
    return wording.programmes.done(act, services, where) if services else ""


def _choose(question: str, services: Sequence[Service], key: str) -> list[Service]:
    by_key, names = {service.key: service for service in services}, of_services(services)
    chosen = st.multiselect(
        question, list(by_key), format_func=lambda one: isolated(names[one]), key=key, placeholder="Choose services"
    )
    return [by_key[one] for one in chosen]


def _emphasis(is_next: bool) -> Literal["primary", "secondary"]:
    return "primary" if is_next else "secondary"

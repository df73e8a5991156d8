"""Actions on a page: the state of one, the form that changes it, and the form that adds one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from assess.core.actions import STATES, Action
from assess.core.answers import ItemKey
from assess.core.dates import day, day_typed
from assess.core.framework import Framework, Item
from assess.core.programme import Round, Service
from assess.screen import session, show

Items = Mapping[ItemKey, tuple[Framework, Item]]


def state(action: Action, item: Item) -> list[str]:
    """Show the state of an action and save a change at once; return the faults of the change."""
    key, shown = f"state-{action.key}", f"shown-state-{action.key}"
    if key not in st.session_state or st.session_state[key] == st.session_state.get(shown):
        # Nothing was chosen here since the last run, but somebody else may have changed the state.
        st.session_state[key] = action.state
    chosen = st.segmented_control(f"State: {item.title}", STATES, key=key, required=True)
    st.session_state[shown] = action.state
    faults: list[str] = []
    if chosen and chosen != action.state:
        with show.attempt(faults):
            session.store().actions.keep(session.viewer(), replace(action, state=chosen))
    return faults


def new(service: Service, round_: Round, items: Items, levels: Mapping[ItemKey, int | None], count: int) -> list[str]:
    """Show the form that adds an action on a rated item, lowest first; return its faults.

    `count` is the number of actions: the form is empty again when it changes.
    """
    positions = {key: items[key][0].position(level) for key, level in levels.items() if level is not None}
    if not positions:
        show.info("Rate and submit first: an action begins from a rated item.")
        return []
    titles = {".".join(key): items[key][1].title for key in sorted(positions, key=positions.__getitem__)}
    chosen = st.selectbox("Item, lowest first", list(titles), format_func=titles.__getitem__, key="item")
    key = next(key for key in positions if ".".join(key) == chosen)
    framework, item = items[key]
    with st.form(f"new-action-{chosen}"):
        action = _blank(service, round_, framework, item, levels[key])
        return _form(action, framework, f"{service.key}-{count}", "Add this action", "add-action")


def _blank(service: Service, round_: Round, framework: Framework, item: Item, level: int | None) -> Action:
    reachable = _from(framework, level)
    return Action(
        key="",
        service=service.key,
        round=round_.key,
        framework=framework.key,
        item=item.key,
        level=level,
        target=reachable[min(1, len(reachable) - 1)],
        what="",
        owner="",
        co_owner="",
        due=session.today() + timedelta(days=90),
        state="to do",
        made=session.today(),
    )


def change(action: Action, framework: Framework, item: Item) -> list[str]:
    """Show the form that changes an action; return its faults."""
    with show.expander(f"Change this action: {item.title}"), st.form(f"change-{action.key}", border=False):
        return _form(action, framework, action.key, "Keep these changes", f"change-{action.key}")


def _form(action: Action, framework: Framework, key: str, submit: str, button: str) -> list[str]:
    reachable = _from(framework, action.level)
    target = st.selectbox(
        "Level to reach",
        reachable,
        reachable.index(action.target),
        lambda level: framework.level(level).label,
        key=f"target-{framework.key}-{action.item}-{key}",
    )
    what = st.text_area("What will you do?", action.what, key=f"what-{key}")
    owner = st.text_input("Who leads it? A role, not a name", action.owner, key=f"owner-{key}")
    with_whom = "Who leads it with them, from the people who use the service? A role, not a name"
    co_owner = st.text_input(with_whom, action.co_owner, key=f"co-owner-{key}")
    due = st.text_input("Until when?", day(action.due), key=f"due-{key}")
    faults: list[str] = []
    if st.form_submit_button(submit, key=button, type="primary" if not action.key else "secondary"):
        with show.attempt(faults):
            last = day_typed(due, "The due date")
            typed = replace(action, target=target, what=what, owner=owner, co_owner=co_owner, due=last)
            session.store().actions.keep(session.viewer(), typed)
    return faults


def _from(framework: Framework, level: int | None) -> list[int]:
    return [value for value in framework.values if level is None or value >= level]

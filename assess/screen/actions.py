"""Actions on the screen: the state of one, what was promised put right, and the form that adds one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import streamlit as st

from assess.core.actions import STATES, Action
from assess.core.answers import ItemKey
from assess.core.errors import InputError
from assess.core.framework import Framework, Item
from assess.core.programme import Round, Service
from assess.core.text import day, day_typed
from assess.screen import session, show

Items = Mapping[ItemKey, tuple[Framework, Item]]


def state(action: Action, item: Item) -> None:
    """Let the state of an action be changed, and keep the change at once."""
    key, shown = f"state-{action.key}", f"shown-state-{action.key}"
    if key not in st.session_state or st.session_state[key] == st.session_state.get(shown):
        # Nothing was chosen on this screen since it was drawn, but somebody else may have changed it.
        st.session_state[key] = action.state
    chosen = st.segmented_control(f"State: {item.title}", STATES, key=key, required=True)
    st.session_state[shown] = action.state
    if chosen and chosen != action.state:
        session.store().actions.keep(session.viewer(), replace(action, state=chosen))
        st.rerun()


def new(service: Service, round_: Round, items: Items, levels: Mapping[ItemKey, int | None], after: int) -> list[str]:
    """Ask for an action on a rated item, lowest first; return what is wrong with what was typed.

    `after` is how many there are, so that the form is empty again when one more is added.
    """
    rated = {key: items[key][0].position(level) for key, level in levels.items() if level is not None}
    if not rated:
        st.info("Rate and submit first: an action begins from a rated item.")
        return []
    titles = {f"{key[0]}.{key[1]}": items[key][1].title for key in sorted(rated, key=rated.__getitem__)}
    chosen = st.selectbox("Item, lowest first", list(titles), format_func=titles.__getitem__, key="item")
    framework, item = items[chosen.partition(".")[0], chosen.partition(".")[2]]
    now = levels[framework.key, item.key]
    above = _from(framework, now)
    blank = Action(
        key="",
        service=service.key,
        round=round_.key,
        framework=framework.key,
        item=item.key,
        level=now,
        target=above[min(1, len(above) - 1)],
        what="",
        owner="",
        co_owner="",
        due=session.today() + timedelta(days=90),
        state="to do",
        made=session.today(),
    )
    with st.form(f"new-action-{chosen}"):
        return _kept(blank, framework, f"{service.key}-{after}", "Add this action", "add-action")


def change(action: Action, framework: Framework, item: Item) -> list[str]:
    """Let what was promised be put right; return what is wrong with what was typed."""
    with st.expander(show.escaped(f"Change this action: {item.title}")), st.form(f"change-{action.key}", border=False):
        return _kept(action, framework, action.key, "Keep these changes", f"change-{action.key}")


def _kept(action: Action, framework: Framework, key: str, submit: str, button: str) -> list[str]:
    above = _from(framework, action.level)
    target = st.selectbox(
        "Level to reach",
        above,
        above.index(action.target),
        lambda value: framework.level(value).label,
        key=f"target-{framework.key}-{action.item}-{key}",
    )
    what = st.text_area("What will you do?", action.what, key=f"what-{key}")
    owner = st.text_input("Who leads it? A role, not a name", action.owner, key=f"owner-{key}")
    with_whom = "Who leads it with them, from the people who use the service? A role, not a name"
    co_owner = st.text_input(with_whom, action.co_owner, key=f"co-owner-{key}")
    due = st.text_input("Until when?", day(action.due), key=f"due-{key}")
    if not st.form_submit_button(submit, key=button, type="primary" if not action.key else "secondary"):
        return []
    try:
        told = replace(
            action, target=target, what=what, owner=owner, co_owner=co_owner, due=day_typed(due, "The due date")
        )
        session.store().actions.keep(session.viewer(), told)
    except InputError as error:
        return [str(error)]
    return st.rerun()


def _from(framework: Framework, level: int | None) -> list[int]:
    return [value for value in framework.values if level is None or value >= level]

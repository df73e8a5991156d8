"""Actions on a page: the state of one, the form that changes it, and the form that adds one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import streamlit as st

from assess import wording
from assess.core.actions import STATES, Action
from assess.core.answers import ItemKey
from assess.core.dates import day, day_typed
from assess.core.framework import Framework, Item
from assess.core.names import apart
from assess.core.programme import Round, Service
from assess.core.text import slug
from assess.present.calendar import Day, calendar
from assess.screen import session, show
from assess.screen.edit import Edit, edit
from assess.tasks import agenda

Items = Mapping[ItemKey, tuple[Framework, Item]]
LABELS = {
    "target": "Level to reach",
    "what": "What will you do?",
    "owner": "Who leads it? A role, not a name",
    "co_owner": "Who leads it with them, from the people who use the service? A role, not a name",
    "due": "Until when?",
}


def state(action: Action, item: Item) -> dict[str, str]:
    """Show the state of an action and save a change at once; return the faults of the change, each with a field."""
    faults: dict[str, str] = {}
    begun = edit(f"state-{action.key}", action.state)
    if action.state != begun.known:
        chosen = st.session_state.get(begun.key(f"state-{action.key}"))
        if chosen not in (None, begun.known, action.state):
            taken = (
                f"{item.title}: somebody else has set “{action.state}” meanwhile, so your “{chosen}” was not saved. "
                "Choose it again to save it."
            )
            faults[taken] = ""
        begun.done()
        begun = edit(f"state-{action.key}", action.state)
    control = begun.key(f"state-{action.key}")
    chosen = st.segmented_control(f"State: {item.title}", STATES, default=begun.drawn, key=control, required=True)
    if chosen and chosen != begun.known:
        with show.attempt(faults, f"{item.title}: the state is now “{chosen}”.", at=f"action-{action.key}"):
            session.store().actions.keep(session.viewer(), replace(action, state=chosen), action)
            begun.known = chosen
    return faults


def new(
    service: Service, round_: Round, items: Items, levels: Mapping[ItemKey, int | None], count: int
) -> dict[str, str]:
    """Show the form that adds an action on a rated item, lowest first; return its faults, each with a field.

    `count` is the number of actions: it changes after each addition, which empties the form.
    """
    positions = {key: items[key][0].position(level) for key, level in levels.items() if level is not None}
    if not positions:
        show.info("Rate and submit first: an action begins from a rated item.")
        return {}
    by_name = {".".join(key): items[key] for key in sorted(positions, key=positions.__getitem__)}
    titles = apart(
        {name: item.title for name, (_, item) in by_name.items()},
        {name: framework.title for name, (framework, _) in by_name.items()},
    )
    chosen = st.selectbox("Item, lowest first", list(titles), format_func=titles.__getitem__, key="item")
    key = next(key for key in positions if ".".join(key) == chosen)
    framework, item = items[key]
    with st.form(f"new-action-{chosen}"):
        blank, faults = _blank(service, round_, framework, item, levels[key]), dict[str, str]()
        begun = edit(f"new-action-{service.key}", count)
        fields = partial(_field, begun, service.key)
        read = _fields(blank, framework, fields)
        if st.form_submit_button("Add this action", key=fields("add-action"), type="primary"):
            with show.collect(faults, fields("due")):
                typed = read()
                with show.attempt(
                    faults, "The action is added. It is in the list above.", at="action-", field=fields("what")
                ):
                    session.store().actions.keep(session.viewer(), typed)
                    begun.done()
    return faults


def due_days(service: Service, actions: Iterable[Action], items: Items) -> None:
    """Offer the due dates of open actions as a calendar file; show nothing without any."""
    days = [
        Day(f"action-{action.key}", action.due, *wording.reminders.due(action, service, items))
        for action in wording.reminders.unfinished(actions)
    ]
    if days:
        show.download("Due days for a calendar (.ics)", partial(calendar, days), f"{slug(service.name)}-due-days.ics")


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


def _field(begun: Edit[Any], owner: str, field: str) -> str:
    return begun.key(f"{field}-{owner}")


def change(action: Action, framework: Framework, item: Item) -> dict[str, str]:
    """Show the form that changes an action; return its faults, each with a field."""
    begun, button = edit(f"action-{action.key}", action), f"change-{action.key}"
    fields = partial(_field, begun, action.key)
    faults: dict[str, str] = {}
    with show.expander(f"Change this action: {item.title}"):
        with st.form(f"change-{action.key}", border=False):
            read = _fields(begun.drawn, framework, fields)
            if st.form_submit_button("Save these changes", key=begun.key(button)):
                with show.collect(faults, fields("due")):
                    typed = read()
                    with show.attempt(faults, at=button, field=fields("what")) as attempt:
                        kept = begun.merged(action, typed, _in_words(action, framework).__getitem__)
                        if kept != action:
                            session.store().actions.keep(session.viewer(), kept, action)
                        attempt.done = "These changes are saved." if kept != action else "Nothing was changed here."
                        begun.done()
        show.done(button)
    return faults


def _fields(action: Action, framework: Framework, key: Callable[[str], str]) -> Callable[[], Action]:
    """Draw the fields of an action; return a function that reads them and raises an InputError for an invalid date."""
    reachable = _from(framework, action.level)
    target = st.selectbox(
        LABELS["target"],
        reachable,
        reachable.index(action.target),
        lambda level: framework.level(level).label,
        key=key(f"target-{framework.key}-{action.item}"),
    )
    what = st.text_area(LABELS["what"], action.what, key=key("what"))
    owner = st.text_input(LABELS["owner"], action.owner, key=key("owner"))
    co_owner = st.text_input(LABELS["co_owner"], action.co_owner, key=key("co-owner"))
    due = st.text_input(LABELS["due"], day(action.due), key=key("due"))
    return lambda: replace(
        action, target=target, what=what, owner=owner, co_owner=co_owner, due=day_typed(due, "The due date")
    )


def _in_words(action: Action, framework: Framework) -> dict[str, str]:
    return {
        "target": f"{LABELS['target']}: “{framework.level(action.target).label}”",
        "due": f"{LABELS['due']} “{day(action.due)}”",
        **{field: f"{LABELS[field]} “{getattr(action, field)}”" for field in ("what", "owner", "co_owner")},
    }


def _from(framework: Framework, level: int | None) -> list[int]:
    return [value for value in framework.values if level is None or value >= level]


def what_we_did(service: Service, round_: Round) -> None:
    """Show what a service promised before a round."""
    earlier = agenda.promised_before(session.store(), session.viewer().rater, service, round_)
    if not earlier:
        return
    show.section("What we said, what we did")
    show.say(wording.actions.promises(earlier, session.today()))
    for action in earlier:
        show.say(f"{action.what}: {action.state}.")
    show.link("actions", "See the actions", service=service.key)

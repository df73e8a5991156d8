"""What changed because of people, on a page: the list, the form that notes a change, and its correction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from assess import wording
from assess.core.dates import day, day_typed
from assess.core.impact import IDEAS, KINDS, Impact
from assess.core.names import apart
from assess.core.programme import Service
from assess.screen import pick, session, show
from assess.screen.edit import edit
from assess.tasks.impacts import Items, items_of_service

_FIELDS = wording.impact.FIELDS


def may_note(service: Service) -> bool:
    """Say whether the viewer may note what changed in a service."""
    rated = session.store().services.visible_to(session.viewer().rater, programme=service.programme)
    return service.key in {each.key for each in rated}


def listed(impacts: Sequence[Impact], items: Items) -> None:
    """Show changes, each with the day since which it is so, whose idea it was and what it belongs to."""
    if impacts:
        show.points((day(each.happened), each.what, wording.impact.line(each, items)) for each in impacts)


def tab(service: Service) -> Mapping[str, Callable[[], None]]:
    """Return the tab of a result that has what changed because of people, by its name; none where nothing is noted."""
    noted = session.store().impacts.visible_to(session.viewer(), service=service.key)
    return {wording.impact.tab(noted): partial(_in_tab, service, noted)} if noted else {}


def _in_tab(service: Service, impacts: Sequence[Impact]) -> None:
    listed(impacts, items_of_service(session.store(), session.viewer(), service))
    if may_note(service):
        show.link("changes", "Note what changed", service=service.key)


def chosen(impacts: Sequence[Impact], items: Items, key: str) -> list[Impact]:
    """Show the one change that the URL names in a frame, so that a line of a report leads to it; return the others."""
    if one := [each for each in impacts if each.key == key]:
        with st.container(border=True):
            listed(one, items)
    return [each for each in impacts if each.key != key]


def new(service: Service, items: Items, count: int) -> dict[str, str]:
    """Show the form that notes a change; return its faults, each with a field.

    `count` is the number of changes, which makes the form an empty one when it has noted another.
    """
    blank = Impact("", service.key, session.today(), "", "people", "service")
    begun, faults = edit(f"new-change-{service.key}", count), dict[str, str]()
    show.say(wording.impact.ABOUT)
    show.info(wording.impact.NO_NAMES, icon="info")
    with st.form("new-change"):
        read = _fields(blank, items, lambda field: begun.key(f"{field}-{service.key}"))
        if st.form_submit_button("Note this change", key=begun.key("add-change"), type="primary"):
            with show.collect(faults, begun.key(f"happened-{service.key}")):
                typed = read()
                field = begun.key(f"what-{service.key}")
                with show.attempt(faults, wording.impact.ADDED, at="change-", field=field):
                    session.store().impacts.keep(session.viewer(), typed)
                    begun.done()
    return faults


def correct(impacts: Sequence[Impact], items: Items) -> dict[str, str]:
    """Show the form that corrects a change, which the URL names, and the button that withdraws it."""
    names = {each.key: f"{day(each.happened)}: {each.what}" for each in impacts}
    key, faults = pick.one("Which one?", names, "change"), dict[str, str]()
    impact = next(each for each in impacts if each.key == key)
    begun = edit(f"change-{key}", impact)
    with st.form(f"correct-{key}", border=False):
        read = _fields(begun.drawn, items, lambda field: begun.key(f"{field}-{key}"))
        if st.form_submit_button("Save this correction", key=begun.key(f"correct-{key}")):
            with show.collect(faults, begun.key(f"happened-{key}")):
                typed = read()
                with show.attempt(faults, at="change-", field=begun.key(f"what-{key}")) as attempt:
                    kept = begun.merged(impact, typed, _in_words(impact, items).__getitem__)
                    if kept != impact:
                        session.store().impacts.keep(session.viewer(), kept, impact)
                    attempt.done = wording.impact.CORRECTED if kept != impact else wording.impact.SAME
                    begun.done()
    if st.button("Withdraw this change", key=f"withdraw-{key}"):
        with show.attempt(faults, wording.impact.WITHDRAWN, at="change-"):
            session.store().impacts.withdraw(session.viewer(), impact)
    return faults


def _fields(impact: Impact, items: Items, key: Callable[[str], str]) -> Callable[[], Impact]:
    """Draw the fields of a change; return a function that reads them and raises an InputError for an invalid date."""
    places = _places(impact, items)
    what = st.text_area(_FIELDS["what"], impact.what, key=key("what"))
    ideas, kinds = wording.impact.IDEA, wording.impact.KIND
    idea = st.selectbox(_FIELDS["idea"], IDEAS, IDEAS.index(impact.idea), ideas.__getitem__, key=key("idea"))
    kind = st.selectbox(_FIELDS["kind"], KINDS, KINDS.index(impact.kind), kinds.__getitem__, key=key("kind"))
    happened = st.text_input(_FIELDS["happened"], day(impact.happened), key=key("happened"))
    usual = _place_of(impact)
    about = st.selectbox(
        _FIELDS["about"], list(places), list(places).index(usual), places.__getitem__, key=key("about")
    )
    return lambda: replace(
        impact,
        what=what,
        idea=idea,
        kind=kind,
        happened=day_typed(happened, "The day"),
        **dict(zip(("framework", "item", "action"), about, strict=True)),
    )


Belongs = tuple[str, str, str]  # the keys of a framework, an item and an action, each of the last two may be ""


def _place_of(impact: Impact) -> Belongs:
    return impact.framework, impact.item, impact.action


def _places(impact: Impact, items: Items) -> Mapping[Belongs, str]:
    """Return what a change may belong to, in words: nothing, each action of its service, each item of its rounds."""
    actions = session.store().actions.visible_to(session.viewer(), service=impact.service)
    places: dict[Belongs, str] = {("", "", ""): wording.impact.NO_ITEM}
    places |= {(each.framework, each.item, each.key): f"Action: {each.what}" for each in actions}
    places |= {(*key, ""): f"{item.title} ({framework.title})" for key, (framework, item) in items.items()}
    details = {(each.framework, each.item, each.key): f"until {day(each.due)}" for each in actions}
    # An item that no round asks any more keeps its value.
    return apart({_place_of(impact): wording.impact.NO_ITEM, **places}, details)


def _in_words(impact: Impact, items: Items) -> dict[str, str]:
    about = wording.impact.belongs(impact, items) or wording.impact.NO_ITEM
    return {
        "what": f"“{impact.what}”",
        "idea": f"{_FIELDS['idea']} {wording.impact.IDEA[impact.idea]}",
        "kind": f"{_FIELDS['kind']} {wording.impact.KIND[impact.kind]}",
        "happened": f"{_FIELDS['happened']} {day(impact.happened)}",
        **dict.fromkeys(("framework", "item", "action"), about),
    }

"""Setting a framework aside for good, and asking it again, each with one click."""

from collections.abc import Collection

import streamlit as st

from assess import wording
from assess.core.framework import Framework
from assess.core.programme import Service
from assess.screen import session, show


def offer(service: Service, among: Collection[str] | None = None) -> list[str]:
    """Show the frameworks that a service may set aside, each with a button; return the faults of a click.

    With `among` only those with these keys.
    """
    store = session.store()
    frameworks = [each for each in store.asides.possible if among is None or each.key in among]
    aside = store.asides.of(session.viewer().rater, service.key)
    faults: list[str] = []
    if frameworks:
        show.section("Not for your service?")
        show.done("aside")
    for framework in frameworks:
        at = aside.get(framework.key)
        show.say(wording.asides.offer(framework) if at is None else wording.asides.stands(framework, at))
        faults += _button(service, framework, is_aside=at is not None)
    return faults


def _button(service: Service, framework: Framework, *, is_aside: bool) -> list[str]:
    asides, faults = session.store().asides, list[str]()
    label, act = ("Ask it again", asides.ask_again) if is_aside else ("Set it aside", asides.set_aside)
    if st.button(show.label(f"{label}: {framework.title}"), key=f"aside-{framework.key}"):
        with show.attempt(faults, wording.asides.done(framework, aside=not is_aside), at="aside"):
            act(session.viewer(), service.key, framework.key)
    return faults

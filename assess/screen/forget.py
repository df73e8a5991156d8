"""Forgetting a person: the places where the name may stand are shown, and an administrator decides on each."""

from collections.abc import Sequence

import streamlit as st

from assess import wording
from assess.core.access import Person
from assess.core.forgetting import Hit
from assess.core.names import apart
from assess.screen import session, show

_MOST = 200  # places to decide on at once, beside those with the whole name


def forget(people: Sequence[Person], faults: list[str]) -> None:
    """Ask whom to forget and in which places to replace the name; add to `faults` why it is refused."""
    viewer, store = session.viewer(), session.store()
    names = named(people)
    show.say(
        "Their name, their sign-in and their roles are removed for good, and the name where you say so. What they did "
        "stays, under a code. Backups forget them when their time is over."
    )
    show.done("forget")
    principal = st.selectbox("Whom", list(names), None, names.__getitem__, placeholder="Choose somebody")
    with st.form("forget"):
        hits = _ticked(store.accounts.places_of_name(viewer, principal)) if principal else []
        if st.form_submit_button("Forget this person", key="forget"):
            with show.attempt(faults, wording.people.forgotten(len(hits)), at="forget"):
                store.accounts.forget(viewer, principal or "", hits)


def named(people: Sequence[Person]) -> dict[str, str]:
    """Return people's names by principal, with the principal where somebody else has the same name."""
    names = {person.principal: person.name or person.principal for person in people}
    return apart(names, {principal: principal for principal in names})


def _ticked(hits: Sequence[Hit]) -> list[Hit]:
    """Show the places and return those that are ticked: at first the whole names."""
    certain = sum(hit.is_certain for hit in hits)
    listed = hits[: certain + _MOST]
    show.say(wording.people.places(hits, len(listed)))
    return [hit for hit in listed if st.checkbox(_label(hit), hit.is_certain, key=f"hit-{hit.key}")]


def _label(hit: Hit) -> str:
    return show.label(wording.people.hit(hit))

"""How a service climbed, for others to learn from: where it types that, and where they read it."""

from collections.abc import Mapping

import streamlit as st

from assess import wording
from assess.core.learned import Learned
from assess.core.programme import Service
from assess.screen import session, show
from assess.screen.edit import edit

_LABELS: Mapping[str, str] = {"how": wording.learned.HOW, "contact": wording.learned.CONTACT}


def form(service: Service) -> list[str]:
    """Ask a service how it climbed if it agrees to share that; return the faults of saving."""
    if not service.shares_learning:
        return []
    store, viewer, faults = session.store(), session.viewer().rater, list[str]()
    stored = store.learned.of(viewer, service.key)
    begun = edit(f"learned-{service.key}", stored)
    show.section(wording.learned.HEADING)
    show.small(wording.learned.WHO_READS)
    with st.form(f"learned-{service.key}"):
        how = st.text_area(_LABELS["how"], begun.drawn.how, key=begun.key("how"))
        contact = st.text_input(_LABELS["contact"], begun.drawn.contact, key=begun.key("contact"))
        if st.form_submit_button("Save how we climbed", key="keep-learned"):
            with show.attempt(faults, "How you climbed is saved.", at="learned"):
                kept = begun.merged(stored, Learned(how, contact), lambda field: f"“{getattr(stored, field)}”")
                store.learned.keep(viewer, service.key, kept, stored)
                begun.done()
    show.done("learned")
    return faults


def shared(learned: Learned) -> None:
    """Show how a service climbed in its own words, and which role there can be asked."""
    show.words(learned.how)
    if learned.contact:
        show.small(wording.learned.ask(learned.contact))

"""The ways in: one's own service, example data, and from the examples back to one's own."""

import streamlit as st

from assess.core.errors import InputError
from assess.core.text import required
from assess.screen import session
from assess.screen.draft import begin
from assess.tasks import example, fictional

# What a service is asked for: the field's label, and how a sentence calls what is typed there.
FIELDS = {
    "name": ("Name of the service", "The service's name"),
    "organisation": ("Organisation", "The organisation"),
    "kind": ("Kind of service, for example home care", "The kind of service"),
    "area": ("Area, for example a town or county", "The area"),
}


def own_service(*, framed: bool) -> dict[str, str]:
    """Ask for a service and begin its rating; return all that is wrong, each with the key of its field."""
    with st.form("new-service", border=framed):
        typed = {field: st.text_input(label, key=f"new-{field}") for field, (label, _) in FIELDS.items()}
        if not st.form_submit_button("Start rating", key="start", type="primary"):
            return {}
        faults: dict[str, str] = {}
        for field, (_, what) in FIELDS.items():
            try:
                required(typed[field], what)
            except InputError as error:
                faults[str(error)] = f"new-{field}"
        if not faults:
            try:
                service, opened = session.store().add_first_service(session.viewer(), **typed)
                begin(service.key, opened.key, step="ladder")
            except InputError as error:
                # What is there already goes by its name.
                faults[str(error)] = "new-name"
        return faults


def examples() -> None:
    """Offer to look around with example data."""
    store = session.store()
    st.header("Look around with example data", anchor=False)
    st.markdown("See how it looks once services have rated themselves. You can remove the examples again.")
    with st.container(horizontal=True):
        if st.button("Forty fictional services", key="example-fictional"):
            example.write_example(fictional.generate(store.catalogue.core, session.today()), store)
            st.rerun()
        if st.button("Published evaluations, as we read them", key="example-published"):
            example.write_example(example.published(store.catalogue), store)
            st.rerun()


def away_from_examples() -> None:
    """Offer to empty a database of examples, since those are never mixed with real ratings."""
    st.header("Rate my own service", anchor=False)
    st.markdown("Examples are never mixed with real ratings. Remove them to begin with your own service.")
    if st.button("Remove the examples and start", key="remove-examples", type="primary"):
        session.store().remove_examples(session.viewer())
        st.rerun()

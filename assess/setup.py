"""The ways in: one's own service, example data, and from the examples back to one's own."""

import streamlit as st

from assess import example, fictional, ui
from assess.errors import InputError
from assess.sheet import begin


def own_service(*, framed: bool) -> list[str]:
    """Ask for a service and begin its rating; return what is wrong with what was typed."""
    with st.form("new-service", border=framed):
        name = st.text_input("Name of the service")
        organisation = st.text_input("Organisation")
        kind = st.text_input("Kind of service, for example home care")
        area = st.text_input("Area, for example a town or county")
        if st.form_submit_button("Start rating", key="start", type="primary"):
            try:
                service, opened = ui.store().add_first_service(ui.viewer(), name, organisation, kind, area)
                begin(service.key, opened.key, step="ladder")
            except InputError as error:
                return [str(error)]
    return []


def examples() -> None:
    """Offer to look around with example data."""
    store = ui.store()
    st.header("Look around with example data", anchor=False)
    st.markdown("See how it looks once services have rated themselves. You can remove the examples again.")
    with st.container(horizontal=True):
        if st.button("Forty fictional services", key="example-fictional"):
            example.load(fictional.generate(store.catalogue.core, ui.today()), store)
            st.rerun()
        if st.button("Published evaluations, as we read them", key="example-published"):
            example.load(example.published(store.catalogue), store)
            st.rerun()


def away_from_examples() -> None:
    """Offer to empty a database of examples, since those are never mixed with real ratings."""
    st.header("Rate my own service", anchor=False)
    st.markdown("Examples are never mixed with real ratings. Remove them to begin with your own service.")
    if st.button("Remove the examples and start", key="remove-examples", type="primary"):
        ui.store().remove_examples(ui.viewer())
        st.rerun()

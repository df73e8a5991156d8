"""Where to begin on the home page: a service of one's own, example data, and leaving the examples again."""

import streamlit as st

from assess.core.text import required
from assess.screen import pick, session, show
from assess.screen.draft import begin
from assess.tasks import example, fictional

# Each field of a service: its label, and what a sentence about a fault calls it.
FIELDS = {
    "name": ("Name of the service", "The service's name"),
    "organisation": ("Organisation", "The organisation"),
    "kind": ("Kind of service, for example home care", "The kind of service"),
    "area": ("Area, for example a town or county", "The area"),
}


def own_service(*, framed: bool) -> dict[str, str]:
    """Ask for a service and begin its rating; return every fault with the key of its field."""
    faults: dict[str, str] = {}
    with st.form("new-service", border=framed):
        typed = {"name": st.text_input(FIELDS["name"][0], key="new-name")}
        services = session.store().services.visible_to(session.viewer())
        for field in ("organisation", "kind", "area"):
            known = {getattr(service, field) for service in services}
            typed[field] = pick.known_or_new(FIELDS[field][0], known, key=f"new-{field}")
        if not st.form_submit_button("Start rating", key="start", type="primary"):
            return faults
        for field, (_, subject) in FIELDS.items():
            with show.collect(faults, f"new-{field}"):
                required(typed[field], subject)
        if not faults:
            # The store refuses a service whose name is taken.
            with show.attempt(faults, field="new-name"):
                service, round_ = session.store().services.add_first(session.viewer(), **typed)
                begin(service.key, round_.key, step="ladder")
    return faults


def examples() -> dict[str, str]:
    """Offer example data to look around in; return the faults of loading it."""
    store, faults = session.store(), dict[str, str]()
    show.section("Look around with example data")
    st.markdown("See how it looks once services have rated themselves. You can remove the examples again.")
    with st.container(horizontal=True):
        if st.button("Forty fictional services", key="example-fictional"):
            with show.attempt(faults, "The fictional services are loaded.", at="examples"):
                example.write_example(fictional.generate(store.catalogue, session.today()), store)
        if st.button("Published reports, as we read them", key="example-published"):
            with show.attempt(faults, "The published reports are loaded.", at="examples"):
                example.write_example(example.published(store.catalogue), store)
    return faults


def away_from_examples() -> dict[str, str]:
    """Offer to remove the examples, which are never mixed with real ratings; return the faults of removing them."""
    faults: dict[str, str] = {}
    show.section("Rate my own service")
    st.markdown("Examples are never mixed with real ratings. Remove them to begin with your own service.")
    if st.button("Remove the examples and start", key="remove-examples", type="primary"):
        with show.attempt(faults, "The examples are removed.", at="examples"):
            session.store().remove_examples(session.viewer())
    return faults

"""What is our service called, and who may learn from it?"""

from dataclasses import replace

import streamlit as st

from assess.screen import pick, session, show

viewer, store = session.viewer(), session.store()
top = st.container()
faults: list[str] = []
service = pick.service("Which service?", viewer.rater)
show.notices([service])
# Somebody else may change the service while this form is on the screen; their change must not be overwritten.
seen = st.session_state.get(f"details-{service.key}-seen", service)
st.session_state[f"details-{service.key}-seen"] = service

with st.form(f"details-{service.key}"):
    name = st.text_input("Name of the service", service.name)
    texts = {"organisation": service.organisation, "kind": service.kind, "area": service.area}
    if viewer.administers:
        st.markdown(
            "The next three say which similar services it is compared with, from the next time that comparisons are "
            "renewed. Roles over an area go by its name."
        )
        services = store.services.visible_to(viewer)
        for field, label in (
            ("organisation", "Organisation"),
            ("kind", "Kind of service, for example home care"),
            ("area", "Area, for example a town or county"),
        ):
            texts[field] = pick.known_or_new(label, [getattr(each, field) for each in services], texts[field])
    else:
        show.say(
            f"Organisation: {service.organisation}. Kind: {service.kind}. Area: {service.area}. Only an administrator "
            "can change these, since they say which services yours is compared with."
        )
    shares = st.checkbox(
        "Where we climb on an item, other services may be told, so that they can ask how we did it",
        service.shares_learning,
    )
    if st.form_submit_button("Keep these details", key="keep", type="primary"):
        with show.attempt(faults, "These details are kept.", at="keep"):
            store.services.change(viewer, replace(service, name=name, shares_learning=shares, **texts), seen)
    show.done("keep")
with top:
    show.heading(faults=faults)

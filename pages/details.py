"""What is our service called, and who may learn from it?"""

from dataclasses import replace

import streamlit as st

from assess.screen import asides, case_notes, learned, pick, session, show
from assess.screen.edit import edit

viewer, store = session.viewer(), session.store()
top = st.container()
faults: list[str] = []
service = pick.service("Which service?", viewer.rater)
show.notices([service])
begun = edit(f"details-{service.key}", service)
LABELS = {
    "name": "Name of the service",
    "organisation": "Organisation",
    "kind": "Kind of service, for example home care",
    "area": "Area, for example a town or county",
}

with st.form(f"details-{service.key}"):
    texts = {field: getattr(begun.drawn, field) for field in LABELS}
    texts["name"] = st.text_input(LABELS["name"], texts["name"], key=begun.key("name"))
    if viewer.administers:
        st.markdown(
            "The next three decide which similar services this one is compared with, from the next time that "
            "comparisons are renewed. A role over an area covers every service with that area's name."
        )
        services = store.services.visible_to(viewer)
        for field in ("organisation", "kind", "area"):
            known = [getattr(other, field) for other in services]
            texts[field] = pick.known_or_new(LABELS[field], known, texts[field], begun.key(field))
    else:
        show.say(
            f"Organisation: {service.organisation}. Kind: {service.kind}. Area: {service.area}. Only an administrator "
            "can change these, since they say which services yours is compared with."
        )
    shares = st.checkbox(
        "Boards and commissioners may tell other services on which items we climbed, so that they can ask us how",
        begun.drawn.shares_learning,
        key=begun.key("shares"),
    )
    if st.form_submit_button("Save these details", key="keep", type="primary"):
        with show.attempt(faults, "These details are saved.", at="keep") as attempt:
            typed = replace(begun.drawn, shares_learning=shares, **texts)
            kept = begun.merged(service, typed, lambda field: f"{LABELS[field]}: “{getattr(service, field)}”")
            if kept == service:
                attempt.done = "Nothing was changed here."
            else:
                store.services.change(viewer, kept, service)
            begun.done()
    show.done("keep")
faults += learned.form(service)
faults += asides.offer(service)
case_notes.write(service, faults)
with top:
    show.heading(faults=faults)

"""Rounds that are open: the form that closes one early."""

import streamlit as st

from assess.core.programme import Round
from assess.screen import session, show


def close_early(round_: Round, faults: list[str]) -> None:
    """Offer to close a round before its last day, with a reason."""
    with show.expander(f"Close {round_.name} early"), st.form(f"end-{round_.key}"):
        reason = st.text_area("Why close it before its last day?")
        if st.form_submit_button("Close this round", key=f"end-{round_.key}"):
            with show.attempt(faults, f"{round_.name} is closed.", at="end-round"):
                session.store().rounds.close(session.viewer(), round_.key, reason)

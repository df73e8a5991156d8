"""Letting people answer on this computer: handing it over without the menu, and taking it back."""

import streamlit as st

from assess.core.voices import Invitation
from assess.screen import navigation, session, show
from assess.screen.pages import Page
from assess.server import handover

# The pages that guests on this computer may open; every other URL leads to the form.
OPEN = ("take_part", "accessibility", "privacy")


def offer(invitation: Invitation, faults: dict[str, str]) -> None:
    """Offer to hand this computer over to people who answer, with a word that takes it back."""
    with st.form("hand-over"):
        word = st.text_input(
            f"A word of at least {handover.SHORTEST} characters that only you know, to take this computer back",
            type="password",
            autocomplete="off",
            key="word",
        )
        if st.form_submit_button("Let people answer on this computer", key="hand-over", type="primary"):
            with show.collect(faults, "word"):
                handover.begin(invitation.token, word)
                navigation.go("take_part", code=invitation.token)


def keep_to_form(page: Page) -> None:
    """Lead every URL but those of the form to the form, while people answer on this computer."""
    code = handover.code()
    if code and (page.name not in OPEN or navigation.chosen("code") != code):
        navigation.go("take_part", code=code)
    if not code and st.session_state.pop("taken-back", False):
        navigation.go("home")


def offer_to_take_back() -> None:
    """Offer staff to take this computer back; nothing while it is theirs."""
    if not handover.code():
        return
    faults: list[str] = []
    with show.expander("For staff: take this computer back"), st.form("take-back"):
        word = st.text_input("The word with which it was handed over", type="password", autocomplete="off")
        if st.form_submit_button("Take it back", key="take-back"):
            with show.collect(faults):
                session.take_back(word)
                st.session_state["taken-back"] = True
                navigation.leave("")
        for fault in faults:
            show.warning(fault)

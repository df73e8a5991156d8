"""Who answered: asked of people when they have finished, and shown as numbers."""

import streamlit as st

from assess import wording
from assess.core.access import guest
from assess.core.counts import WHO
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.screen import session, show
from assess.wording.plain import text

_FINISHED = "finished"  # the response that this tab has submitted; never in a URL


def remember(response: str) -> None:
    """Let `ask` ask about a response once in this tab: its pass has ended, so nothing else of it can be opened here."""
    st.session_state[_FINISHED] = response


def forget() -> None:
    """Do not ask about the last response in this tab any more: somebody else may begin here."""
    st.session_state.pop(_FINISHED, None)


def ask(invitation: Invitation, faults: list[str]) -> None:
    """Ask somebody who has just finished who they are, in one question that may be left out."""
    if show.done("who"):
        return
    response = st.session_state.get(_FINISHED)
    if response is None or not invitation.lets_go_on(session.today()):
        return
    with st.form("who-answered"):
        chosen = st.radio(
            text("who.ask"),
            WHO,
            index=None,
            format_func=lambda who: text(f"who.{who}"),
            key="who-are-you",
            width="stretch",
        )
        if st.form_submit_button(text("who.send"), key="send-who") and chosen is not None:
            with show.attempt(faults, text("who.kept"), at="who"):
                session.store().counts.say_who(guest(response), response, chosen)
                del st.session_state[_FINISHED]


def counted(service: Service, round_: Round) -> None:
    """Say how many of those who finished use the service, care for somebody and so on, where that may be said."""
    finished = session.people_in(service, round_)
    counts = session.store().counts.who_answered(session.viewer(), service.key, round_.key)
    if finished and (said := wording.publication.who_answered(counts, finished.submitted)):
        show.say(said)

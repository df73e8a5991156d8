"""An open invitation: the page to print, and the link to send."""

import streamlit as st

from assess.core.programme import Round, Service
from assess.core.text import day
from assess.core.voices import Invitation
from assess.screen import navigation, show
from assess.server import settings


def leaflet(service: Service, round_: Round, invitation: Invitation) -> None:
    """Show the page to print: what is asked, a QR code, and where to type the short code."""
    show.section("Tell us how it is for you")
    show.say(f"{service.name} wants to know how far it shares power with the people who use it. What do you say?")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.image(show.qr(_url(invitation)), width=220, alt="QR code of the link")
        with st.container():
            st.markdown("Point a phone's camera at the square. Or open")
            show.words(navigation.url_of("take_part"))
            st.markdown("and type this code:")
            show.section(f"{invitation.short_code[:4]} {invitation.short_code[4:]}")
    show.say(f"It takes about ten minutes. No account, no name. You can answer until {day(round_.closes)}.")
    st.markdown("If you need help, or the questions in large print, ask the service.")


def link(invitation: Invitation) -> None:
    """Show the link to send, and on a laptop that it works there alone."""
    show.section("A link to send")
    show.words(_url(invitation))
    if not settings.is_deployed():
        show.info(
            "This address works on this computer alone, not on other people's phones. Let them answer here, one after "
            "the other, until your organisation runs Rung by Rung on a server.",
            icon="info",
        )


def _url(invitation: Invitation) -> str:
    return navigation.url_of("take_part", code=invitation.token)

"""An invitation: the page to print, the link to send, a booklet, how many have answered, and closing for good."""

from functools import partial
from itertools import product
from typing import Any

import streamlit as st

from assess import wording
from assess.core.form import minutes, questions
from assess.core.programme import Round, Service
from assess.core.text import counted, slug
from assess.core.voices import Invitation
from assess.present import booklet
from assess.screen import handover, navigation, session, show
from assess.tasks import papers

_KINDS = {"pdf": "PDF", "docx": "Word"}


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
            show.section(wording.voices.code(invitation.short_code))
    asked = questions(session.store().rounds.asked(service.key, round_.key), round_.form, "people")
    long = f"It takes about {counted(minutes(asked), 'minute')}."
    show.say(f"{long} No account, no name. You can answer {wording.guide.until(round_.closes)}.")
    st.markdown("If you need help, or the questions in large print, ask the service.")


def link(invitation: Invitation) -> None:
    """Show the link to send."""
    show.section("A link to send")
    show.words(_url(invitation))


def here_alone(invitation: Invitation, faults: dict[str, str]) -> None:
    """Offer to let people answer on this computer, and say why there is no leaflet."""
    show.section("Answers on this computer")
    show.say(
        "Hand this computer over, and people answer on it one after the other. They have no menu and see nothing of "
        "yours. Close other windows of Rung by Rung first. If you forget the word, start Rung by Rung again."
    )
    handover.offer(invitation, faults)
    st.markdown(
        "There is no page to print and no link to send: for answers from phones Rung by Rung must run on a server."
    )


def on_paper(invitation: Invitation, faults: dict[str, str]) -> None:
    """Offer the booklet in which people answer with a pen, and the link by which its answers are typed in."""
    service, round_ = invitation.service, invitation.round
    show.section("Answers on paper")
    st.markdown(wording.guide.ON_PAPER)
    came = session.store().voices.turnout(session.viewer(), round_.key).get((service.key, "service"))
    if came and came.submitted and round_.is_open(session.today()):
        show.strong(wording.typing.from_now(round_))
    else:
        st.markdown(wording.guide.BEGIN_TO_TYPE)
    with show.expander("Booklets to print", key="booklets"):
        _booklets(invitation, faults)
    show.link("typing", "Enter paper answers", service=service.key, round=round_.key)


def _booklets(invitation: Invitation, faults: dict[str, str]) -> None:
    service, round_ = invitation.service, invitation.round
    place = _place_typed(service, faults)
    address = navigation.url_of("take_part") if navigation.opens_elsewhere() else ""
    arguments = session.store(), session.viewer(), service, round_, place, address, session.today()
    name = slug(f"{service.name} {round_.name}")
    with st.container(horizontal=True):
        for points, (kind, label) in product(booklet.SIZES, _KINDS.items()):
            make = partial(_booklet, kind, points, *arguments)
            show.download(f"Answer booklet, {points} point ({label})", make, f"{name}-booklet-{points}.{kind}")


def together(invitation: Invitation) -> None:
    """Offer to answer as one group at a meeting."""
    show.section("Answers at a meeting")
    show.say(wording.meeting.OFFER)
    show.link("meeting", "Lead a meeting", service=invitation.service.key, round=invitation.round.key)


def _place_typed(service: Service, faults: dict[str, str]) -> str:
    """Ask where the booklet is handed in. A click on a download alone would not send the text just typed."""
    with st.form("hand-in", border=False):
        typed = st.text_input(
            "Where to hand it in, for example: the blue box at the front door",
            max_chars=booklet.LONGEST_PLACE,
            key=f"hand-in-{service.key}",
        )
        is_sent = st.form_submit_button("Put this on the booklet", key="put-on-booklet")
    place = ""
    with show.collect(faults):
        place = booklet.checked_place(typed)
        if is_sent:
            show.say_done(wording.booklet.says(place), "booklet")
    show.done("booklet")
    return place


def _booklet(kind: str, points: int, *arguments: Any) -> bytes:  # noqa: ANN401 - those of papers.booklet_facts
    # The code is read at the click: the one that this page shows may have been replaced since.
    return papers.BOOKLET_FORMATS[kind](booklet.booklet(papers.booklet_facts(*arguments), points))


def _url(invitation: Invitation) -> str:
    return navigation.url_of("take_part", code=invitation.token)


def so_far(service: Service, round_: Round) -> None:
    """Show how many people have answered about a service in a round."""
    people = session.people_in(service, round_)
    came = wording.rounds.came_in(people)
    show.say(f"Answers by people, in {round_.name}: {came}. {wording.voices.left_out(people)}")


def ended(service: Service, round_: Round) -> None:
    """Say that answering was closed for good."""
    show.say(
        f"Answering about {service.name} is closed for good in {round_.name}. Nothing can be added or changed there, "
        "and there is no new invitation. You can invite people again in the next round."
    )
    so_far(service, round_)
    show.link("agree", "See both voices side by side", icon="compare", service=service.key)


def replace(invitation: Invitation, faults: dict[str, str]) -> None:
    """Offer another code in place of an invitation's own."""
    with show.expander("Replace the code", key="another-code"):
        st.markdown(
            "Has the code come to somebody who should not have it? With another one the old code and link stop "
            "working. Those who have begun can go on, and what was said stays."
        )
        if st.button("Replace it", key="replace-code"):
            with show.attempt(
                faults, wording.voices.code_replaced(can_print=navigation.opens_elsewhere()), at="invite"
            ):
                session.store().invitations.replace(session.viewer(), invitation)


def close(invitation: Invitation, faults: dict[str, str]) -> None:
    """Offer to close answering for good, which must be confirmed."""
    with show.expander("When everybody has answered", key="closing"):
        _close(invitation, faults)


def _close(invitation: Invitation, faults: dict[str, str]) -> None:
    st.markdown(wording.guide.CLOSING)
    warning = wording.voices.too_few_to_close(session.people_in(invitation.service, invitation.round), invitation.round)
    if warning:
        show.warning(warning)
    if session.store().paper.typing(session.viewer(), invitation.service.key, invitation.round.key).is_open:
        show.warning(wording.typing.CLOSING_ENDS_IT)
    label = wording.guide.CLOSE_WITH_TOO_FEW if warning else wording.guide.CLOSE
    with st.form("close-for-good"):
        # One key per label: a tick under one label must not carry over to the other.
        is_sure = st.checkbox(label, key=f"sure-{'few' if warning else 'enough'}")
        if st.form_submit_button("Close for good", key="close-for-good"):
            if is_sure:
                with show.attempt(faults, "Answering is closed for good.", at="invite"):
                    session.store().invitations.close(session.viewer(), invitation)
            else:
                faults["Tick the box first: closing for good cannot be undone."] = ""

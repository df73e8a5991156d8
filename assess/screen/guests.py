"""People who came with a code: beginning, coming back by three words, stopping, and what is left on the screen then.

The URL of their form has a secret and never the key of their response. The secret ends with the form: after that the
browser's history, an old tab and a reload lead to the first page.
"""

from typing import NoReturn

import streamlit as st

from assess import wording
from assess.core import form
from assess.core.access import guest
from assess.core.errors import InputError
from assess.core.return_words import Pass
from assess.core.text import required
from assess.core.voices import Invitation
from assess.screen import navigation, rate, session, show
from assess.screen.draft import Sheet, begin_visit, open_guest_sheet

ALONE, GROUP = "One person", "A group, together"
LOOK_AGAIN = 10  # seconds


def opened(invitation: Invitation) -> Pass | None:
    """Return the pass of the URL's secret, None without one or when it has ended."""
    if key := navigation.chosen("assessment"):
        # A URL from before there were words; it works once.
        _go_on(session.store().passes.open_by_key(invitation, key), navigation.chosen("step"))
    secret = navigation.chosen("secret")
    return session.store().passes.opened(invitation, secret) if secret else None


def _go_on(begun: Pass, step: str = "") -> NoReturn:
    visit = begin_visit(guest(begun.response), begun.response)
    navigation.stay(assessment="", secret=begun.secret, visit=visit, step=step)


def begin_or_come_back(invitation: Invitation) -> None:
    """Say what it is about, and show the forms to begin and to come back."""
    top, faults = st.container(), dict[str, str]()
    service, round_ = invitation.service, invitation.round
    has_ended = bool(navigation.chosen("secret"))
    upper, lower = st.container(), st.container()
    closed = invitation.why_closed(session.today())
    lets_go_on = invitation.lets_go_on(session.today())
    with lower if has_ended else upper:
        if not closed:
            _begin(invitation, faults)
    with upper if has_ended else lower:
        if has_ended:
            show.info("No answers are open on this device now. Your three words open yours again.", icon="lock")
        if lets_go_on:
            _come_back(invitation, faults)
    with top:
        show.heading(place="closed" if has_ended else "join", faults=faults)
        show.notices([service])
        if closed:
            show.info(closed, icon="event_busy")
            if lets_go_on:
                show.say(f"If you have begun, you can still go on {wording.guide.until(round_.closes)}.")


def _begin(invitation: Invitation, faults: dict[str, str]) -> None:
    service = invitation.service.name
    show.say(f"{service} wants to know how it works with you. Your answers stand beside the service's own.")
    st.markdown(wording.guide.WELCOME)
    steps = form.steps(
        session.store().rounds.asked(invitation.service.key, invitation.round.key), invitation.round.form, "people"
    )
    questions = sum(len(step.items) for step in steps)
    show.say(f"There are {questions} questions. You can answer {wording.guide.until(invitation.round.closes)}.")
    with st.form("join"):
        kind = st.radio("Who is answering?", [ALONE, GROUP], key="who", width="stretch")
        size = st.number_input("If you are a group: how many people?", value=None, step=1, key="size")
        show.say(wording.guide.GROUP_OF_FEW)
        if st.form_submit_button("Begin", key="start", type="primary"):
            with show.collect(faults, "who" if size is not None and kind == ALONE else "size"):
                begun = session.store().passes.begin(navigation.chosen("code"), _group_size(kind, size))
                st.session_state["begun-at"] = steps[0].key
                _go_on(begun, steps[0].key)


def _group_size(kind: str, size: int | None) -> int | None:
    """Return how many people a group is, None for one person; an InputError when it is not clear which."""
    if kind == ALONE and size is not None:
        raise InputError(f"Are you one person, or a group of {size}? Choose the group, or clear the number.")
    if kind == GROUP and size is None:
        raise InputError("Say how many people your group is: from 2 to 1,000.")
    # A number below or above is refused by the store: of its own limits the field says nothing in words.
    return size


def _come_back(invitation: Invitation, faults: dict[str, str]) -> None:
    show.section("Have you begun before?")
    with st.form("come-back"):
        typed = st.text_input("Your three words", key="words", autocomplete="off")
        if st.form_submit_button("Go on with my answers", key="come-back"):
            with show.collect(faults, "words"):
                _go_on(session.come_back(invitation, required(typed, "Your three words")))


def answer(invitation: Invitation, begun: Pass) -> None:
    """Show the page of the form that the URL names, with the words and a way to stop on each."""
    if not invitation.lets_go_on(session.today()):
        _ended(invitation)
        return
    _leave_when_ended(invitation, begun.secret)
    sheet, step = open_guest_sheet(invitation, begun), navigation.chosen("step")
    if step == "stop":
        _stop(sheet, begun)
        return
    if step == "size":
        _size(sheet)
        return
    sheet.notice = _words_at_first(begun, step)
    if sheet.state == "submitted":
        _submitted(sheet)
    else:
        rate.form_at(sheet, step)
    st.divider()
    st.markdown(f"Your three words to come back: **{begun.words}**", width="content")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(wording.guide.answer_as(sheet.response.people), width="content")
        if sheet.state != "submitted":
            show.link("take_part", wording.guide.CORRECT, icon="", **navigation.query(step="size"))
        if st.button("Stop for now", key="stop"):
            navigation.stay(step="stop")


def _words_at_first(begun: Pass, step: str) -> str:
    """Return what to do with the three words, on the first page after *Begin* alone."""
    if st.session_state.get("begun-at") != step:
        st.session_state.pop("begun-at", None)
        return ""
    return f"Your three words are: {begun.words}. Write them down or take a photo. They bring you back to your answers."


def _size(sheet: Sheet) -> None:
    """Let those who answer correct how many they are."""
    top, faults = st.container(), dict[str, str]()
    with st.form("size"):
        size = st.number_input(
            "How many of you answer together?", value=sheet.response.people or 1, step=1, key="people"
        )
        show.say(wording.guide.GROUP_OF_FEW)
        if st.form_submit_button("Save this number", key="save-size", type="primary"):
            with show.collect(faults, "people"):
                people = None if size == 1 else size
                session.store().ratings.resize(sheet.viewer, sheet.response.key, people)
                navigation.stay(step="check")
    if st.button("Go on answering", key="go-on"):
        navigation.stay(step="")
    with top:
        show.heading(wording.guide.CORRECT, place="size", faults=faults)
        st.markdown(wording.guide.answer_as(sheet.response.people))


@st.fragment(run_every=LOOK_AGAIN)
def _leave_when_ended(invitation: Invitation, secret: str) -> None:
    """Take answers off the screen of a tab that was left open, once closed elsewhere or when answering has ended."""
    store = session.store()
    is_over = not store.invitations.by_code(invitation.token).lets_go_on(session.today())
    if is_over or store.passes.opened(invitation, secret) is None:
        st.rerun()


def _stop(sheet: Sheet, begun: Pass) -> None:
    show.heading("Stop for now", place="stop")
    show.say(f"Your answers are kept: {sheet.progress}. These three words bring you back to them:")
    show.section(begun.words)
    show.say("Write them down, or take a photo. Nobody else has them, and nobody can look them up.")
    show.say(
        f"You can go on {wording.guide.until(sheet.round.closes)}, with the link, the square or the code that brought "
        "you here, and your words. What you have answered by then counts even if you do not come back."
    )
    if st.button("Close my answers on this device", key="close", type="primary"):
        session.store().passes.close(begun)
        navigation.leave("closed")
    with st.container(horizontal=True):
        if st.button("Go on answering", key="go-on"):
            navigation.stay(step="")
        if sheet.state != "submitted" and st.button("Check and submit", key="finished"):
            navigation.stay(step="check")


def _submitted(sheet: Sheet) -> None:
    show.heading("Welcome back", place="submitted")
    show.say(f"Your answers about {sheet.service.name} are in.")
    show.say("You can change them. What you have said when answering ends is what counts.")
    if st.button("Change my answers", key="reopen", type="primary"):
        session.store().ratings.reopen(sheet.viewer, sheet.response.key, "Changed by the people who gave the answers")
        navigation.stay(step="check")


def _ended(invitation: Invitation) -> None:
    """Say that answering has ended, on a device on which answers are still open; it shows nothing of them."""
    show.heading("Answering has ended", place="ended")
    show.say(invitation.why_closed(session.today()))
    _ask_the_service()


def afterwards(invitation: Invitation, step: str) -> None:
    """Say what happens after "submitted" or "closed"; it shows nothing of the answers."""
    service, round_ = invitation.service, invitation.round
    closed, lets_go_on = invitation.why_closed(session.today()), invitation.lets_go_on(session.today())
    if step == "closed":
        show.heading("Your answers are kept", place="closed")
    else:
        show.heading("Thank you", place="thanks")
        show.say(f"Your answers about {service.name} are in.")
    show.say("This device does not show them any more.")
    if lets_go_on:
        show.say(
            f"To go on or to change something, come back {wording.guide.until(round_.closes)}, with the same link, "
            "square or code, and your three words. They stood at the foot of each page, and above “Submit”."
        )
    else:
        show.say(closed)
    _ask_the_service()
    if not closed:
        show.link("take_part", "Somebody else wants to answer", icon="person_add", code=navigation.chosen("code"))
    if navigation.has_menu_been_shown():
        show.link("home", "Back to the service's pages")


def _ask_the_service() -> None:
    show.say("Ask the service what it heard and what it will do: it can print a page for everyone who took part.")

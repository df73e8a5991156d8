"""People who came with a code: beginning, coming back by three words, stopping, and what is left on the screen then.

The URL of their form has a secret and never the key of their response. The secret ends with the form: after that the
browser's history, an old tab and a reload lead to the first page.
"""

from time import monotonic
from typing import NoReturn

import streamlit as st

from assess.core import form
from assess.core.access import guest
from assess.core.errors import InputError
from assess.core.return_words import Pass
from assess.core.text import required
from assess.core.voices import ENOUGH_PEOPLE, Invitation
from assess.screen import aloud, navigation, open_words, pictured, question, session, show, who
from assess.screen.draft import Sheet, begin_visit, open_guest_sheet
from assess.wording import plain
from assess.wording.plain import text

LOOK_AGAIN = 10  # seconds
DOUBLE_CLICK = 5  # seconds after a click on *Start* in which another one is meant as the same, also on a slow line
LOOK = "look", "check"  # the step that shows all answers; the second is in URLs from before


def by_typed_code(code: str, words: str, faults: dict[str, str]) -> None:
    """Open what a typed code leads to: the first page, or with three words the answers of somebody who comes back."""
    with show.collect(faults, "code"):
        invitation = session.invitation(required(code, text("code.missing")))
        with show.collect(faults, "words"):
            # Everybody with the code may read what is published; the three words no longer open anything.
            if words.strip() and session.store().publications.by_code(invitation) is None:
                _go_on(session.come_back(invitation, words), code=code.strip())
            navigation.stay(code=code.strip())


def opened(invitation: Invitation) -> Pass | None:
    """Return the pass for the URL's secret, None without a secret or after the pass has ended."""
    if key := navigation.chosen("assessment"):
        # A URL from the time before return words; it works once.
        _go_on(session.store().passes.open_by_key(invitation, key), navigation.chosen("step"))
    secret = navigation.chosen("secret")
    return session.store().passes.opened(invitation, secret) if secret else None


def _go_on(begun: Pass, step: str = "", **choices: str) -> NoReturn:
    visit = begin_visit(guest(begun.response), begun.response)
    navigation.stay(assessment="", secret=begun.secret, visit=visit, step=step, **choices)


def begin_or_come_back(invitation: Invitation) -> None:
    """Say what it is about, and show the forms to begin and to come back."""
    who.forget()
    top, faults = st.container(), dict[str, str]()
    has_ended = bool(navigation.chosen("secret"))
    upper, lower = st.container(), st.container()
    closed = plain.closed(invitation, session.today())
    lets_go_on = invitation.lets_go_on(session.today())
    lines = list[str]()
    with lower if has_ended else upper:
        if not closed:
            lines = _begin(invitation, faults)
    with upper if has_ended else lower:
        if has_ended:
            show.info(text("welcome.none_open"), icon="lock")
        if lets_go_on:
            _come_back(invitation, faults)
    with top:
        title = text("welcome.title", service=invitation.service.name)
        show.heading(title, place="closed" if has_ended else "join", faults=faults)
        aloud.buttons([title, *lines])
        show.notices([invitation.service])
        if closed:
            show.info(closed, icon="event_busy")
            if lets_go_on:
                show.say(text("welcome.still", last=invitation.round.closes))


def _begin(invitation: Invitation, faults: dict[str, str]) -> list[str]:
    """Show the form to begin; return what it says before the choice."""
    service, last = invitation.service, invitation.round.closes
    frameworks = session.store().rounds.asked(service.key, invitation.round.key)
    steps = form.steps(frameworks, invitation.round.form, "people")
    lines = [
        plain.counted("welcome.questions", len(steps), service=service.name),
        text("welcome.name", enough=ENOUGH_PEOPLE),
        text("welcome.wrong"),
        text("welcome.stop"),
    ]
    pictured.lines("welcome-lines", lines, ("both", "no_name", "dont_know", "stop"))
    kinds = [text("welcome.alone"), text("welcome.helped"), text("welcome.group")]
    kind = st.radio(text("welcome.who"), kinds, key="who", width="stretch")
    is_group = kind == kinds[-1]
    size = st.number_input(text("welcome.size"), value=None, step=1, key="size") if is_group else None
    if st.button(text("welcome.start"), key="start", type="primary", width="stretch"):
        with show.collect(faults, "size"):
            if is_group and size is None:
                raise InputError("A group says how many people it is.", "no_size")
            begun = _begun_once(invitation, size)
            st.session_state["begun-at"] = steps[0].key
            _go_on(begun, steps[0].key)
    show.say(text("welcome.last_day", last=last))
    _who_sees()
    return lines


def _begun_once(invitation: Invitation, size: int | None) -> Pass:
    """Begin a response; the second click of a double click goes on with the response that the first has begun."""
    # A list, since a second click can end the run as soon as the session's state is touched again.
    begun: list[tuple[float, Pass]] = st.session_state.setdefault("just-begun", [])
    passes = session.store().passes
    if begun:
        moment, last = begun[-1]
        if monotonic() - moment < DOUBLE_CLICK and passes.opened(invitation, last.secret) is not None:
            return last
    # The store checks the limits: Streamlit's number input does not explain its own.
    begun[:] = [(monotonic(), passes.begin(navigation.chosen("code"), size))]
    return begun[0][1]


def _who_sees() -> None:
    with show.expander(text("privacy.title")):
        for key in ("names", "together", "words", "few", "group", "ended"):
            show.say(text(f"privacy.{key}", enough=ENOUGH_PEOPLE))


def _come_back(invitation: Invitation, faults: dict[str, str]) -> None:
    show.section(text("welcome.come_back"))
    with st.form("come-back"):
        typed = st.text_input(text("welcome.words"), key="words", autocomplete="off")
        if st.form_submit_button(text("welcome.go_on"), key="come-back"):
            with show.collect(faults, "words"):
                _go_on(session.come_back(invitation, required(typed, text("welcome.words"))))


def answer(invitation: Invitation, begun: Pass) -> None:
    """Show the page of the form that the URL names, with the words and a way to stop on each."""
    if not invitation.lets_go_on(session.today()):
        _ended(invitation)
        return
    _leave_when_ended(invitation, begun.secret)
    sheet, here = open_guest_sheet(invitation, begun), navigation.chosen("step")
    if here == "stop":
        _stop(sheet, begun)
    elif here == "size":
        _size(sheet)
    else:
        _page(sheet, begun, here)
        # On the last step the words already stand above the button that submits.
        _foot(sheet, begun, with_words=here not in LOOK)


def _page(sheet: Sheet, begun: Pass, here: str) -> None:
    steps = {step.key: step for step in sheet.steps}
    if sheet.state == "submitted":
        _submitted(sheet)
    elif here in steps:
        question.ask(sheet, steps[here], _words_at_first(begun, here))
    elif here == open_words.STEP and sheet.asks_openly:
        open_words.ask(sheet)
    elif here in LOOK:
        question.look(sheet, begun)
        _how_many(sheet)
    else:
        _back(sheet, begun)


def _foot(sheet: Sheet, begun: Pass, *, with_words: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="words-foot"):
        if with_words:
            st.markdown(f"{text('question.words')}  \n**{begun.words}**")
        if st.button(text("question.stop"), key="stop"):
            sheet.turn_to("stop")


def _words_at_first(begun: Pass, step: str) -> str:
    """Return what to do with the three words, on the first page after *Start* alone."""
    if st.session_state.get("begun-at") != step:
        st.session_state.pop("begun-at", None)
        return ""
    return text("question.first", words=begun.words)


def _answered(sheet: Sheet, key: str) -> str:
    return text(key, number=question.answered(sheet), of=len(sheet.steps), service=sheet.service.name)


def _back(sheet: Sheet, begun: Pass) -> None:
    """Welcome somebody who has begun, with the next question and all answers."""
    top, faults = st.container(), list[str]()
    lines = [_answered(sheet, "back.answered"), text("welcome.last_day", last=sheet.round.closes)]
    for line in lines:
        show.say(line)
    says = question.cells(sheet)
    undone = [step for step in sheet.steps if step.status(sheet.answers) != "Answered"]
    if undone:
        label = text("back.go_on", number=sheet.steps.index(undone[0]) + 1)
        if st.button(label, key="save", type="primary", width="stretch"):
            sheet.turn_to(undone[0].key)
    if st.button(text("back.look"), key="look", type="secondary" if undone else "primary", width="stretch"):
        sheet.turn_to("look")
    question.send(sheet, begun, faults, "stop.send")
    _how_many(sheet)
    if st.button(text("back.other"), key="other", type="tertiary"):
        session.store().passes.close(begun)
        navigation.leave("")
    with top:
        show.heading(text("back.title"), place="back", faults=faults)
        aloud.buttons([text("back.title"), *lines, says])


def _how_many(sheet: Sheet) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(_answers_as(sheet), width="content")
        show.link("take_part", text("size.title"), icon="", **navigation.query(step="size"))


def _answers_as(sheet: Sheet) -> str:
    people = sheet.response.people
    return text("size.alone") if people is None else text("size.group", number=people)


def _size(sheet: Sheet) -> None:
    """Let those who answer correct how many they are."""
    top, faults = st.container(), dict[str, str]()
    with st.form("size"):
        size = st.number_input(text("size.ask"), value=sheet.response.people or 1, step=1, key="people")
        if st.form_submit_button(text("size.save"), key="save-size", type="primary"):
            with show.collect(faults, "people"):
                people = None if size == 1 else size
                session.store().ratings.resize(sheet.viewer, sheet.response.key, people)
                navigation.stay(step="look")
    if st.button(text("size.go_on"), key="go-on"):
        navigation.stay(step="")
    _who_sees()
    with top:
        show.heading(text("size.title"), place="size", faults=faults)
        aloud.buttons([text("size.title"), _answers_as(sheet), text("size.ask")])
        st.markdown(_answers_as(sheet))


@st.fragment(run_every=LOOK_AGAIN)
def _leave_when_ended(invitation: Invitation, secret: str) -> None:
    """Take answers off the screen of a tab that was left open, once closed elsewhere or when answering has ended."""
    store = session.store()
    is_over = not store.invitations.by_code(invitation.token).lets_go_on(session.today())
    if is_over or store.passes.opened(invitation, secret) is None:
        st.rerun()


def _stop(sheet: Sheet, begun: Pass) -> None:
    """Give the three words, and let people leave, go on or send what they have answered."""
    top, faults = st.container(), list[str]()
    lines = [_answered(sheet, "stop.answered"), text("stop.come_back"), begun.words]
    lines += [text("stop.write"), text(_here("stop.where")), text("stop.last_day", last=sheet.round.closes)]
    for line in lines:
        if line == begun.words:
            show.section(line)
        else:
            show.say(line)
    if st.button(text("stop.close"), key="close", type="primary", width="stretch"):
        session.store().passes.close(begun)
        navigation.leave("closed")
    if st.button(text("stop.go_on"), key="go-on", width="stretch"):
        navigation.stay(step="")
    if sheet.state != "submitted":
        question.send(sheet, begun, faults, "stop.send")
    with top:
        show.heading(text("stop.title"), place="stop", faults=faults)
        aloud.buttons([text("stop.title"), *lines])


def _submitted(sheet: Sheet) -> None:
    lines = [text("sent.done", service=sheet.service.name), text("sent.change")]
    show.heading(text("sent.title"), place="submitted")
    aloud.buttons([text("sent.title"), *lines])
    for line in lines:
        show.say(line)
    if st.button(text("sent.open"), key="reopen", type="primary", width="stretch"):
        session.store().ratings.reopen(sheet.viewer, sheet.response.key, "Changed by the people who gave the answers")
        navigation.stay(step="look")


def _here(key: str) -> str:
    """Return the key of a sentence about the link and the code, or on a laptop of the one about this computer."""
    return key if navigation.opens_elsewhere() else f"{key}_here"


def _ended(invitation: Invitation) -> None:
    """Say that answering has ended, on a device on which answers are still open; it shows nothing of them."""
    show.heading(text("finished.ended"), place="ended")
    show.say(plain.closed(invitation, session.today()))
    show.say(text(_here("finished.later")))


def afterwards(invitation: Invitation, step: str) -> None:
    """Say what happens after "submitted" or "closed"; it shows nothing of the answers."""
    service = invitation.service
    closed, lets_go_on = plain.closed(invitation, session.today()), invitation.lets_go_on(session.today())
    has_sent, faults = step != "closed", list[str]()
    title = text("finished.title" if has_sent else "finished.closed_title")
    lines = [text("finished.done" if has_sent else "finished.kept"), text("finished.gone")]
    top, asked = st.container(), st.container()
    with asked:
        if has_sent:
            who.ask(invitation, faults)
    with top:
        show.heading(title, place="thanks" if has_sent else "closed", faults=faults)
        aloud.buttons([title, *lines])
        show.say(" ".join(lines))
    if has_sent:
        _what_happens_next(service.name)
    show.say(text(_here("finished.come_back"), last=invitation.round.closes) if lets_go_on else closed)
    show.say(text(_here("finished.later")))
    if not closed:
        show.link("take_part", text("finished.somebody_else"), icon="person_add", code=navigation.chosen("code"))
    if navigation.has_menu_been_shown():
        show.link("home", text("finished.home"))


def _what_happens_next(service: str) -> None:
    show.section(text("finished.next"))
    steps = [text(f"finished.{key}", service=service, enough=ENOUGH_PEOPLE) for key in ("wait", "both", "change")]
    numbered = [f"{number}. {step}" for number, step in enumerate(steps, 1)]
    pictured.lines("next-lines", numbered, ("both", "look", "change"))

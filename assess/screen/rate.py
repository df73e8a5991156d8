"""The service's form: the list of its questions, one question a page, and all of them on one page.

The check before submitting is `check`, and people's form is `question`. Both forms ask and save with `rating` and
`keep_note`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NoReturn

import streamlit as st

from assess import wording
from assess.core import form
from assess.core.answers import NO_REASON, Answer, Part
from assess.core.dates import day
from assess.core.errors import ClashError, InputError
from assess.core.form import Step
from assess.core.framework import INDICATOR_LEVELS, Framework, Item
from assess.core.text import NOTE_LIMIT, checked, checked_link, listed
from assess.screen import actions, asides, navigation, onward, rounds, session, show
from assess.screen.draft import Sheet
from assess.tasks.cells import reason_read

DOES_NOT_APPLY, DONT_KNOW = -1, -2  # the values of the two cards that are not levels
SAY_DONT_KNOW = "**I don't know**  \nThis is an answer too: the result says what to find out. You need not say why."
SAY_DOES_NOT_APPLY = "**Does not apply**  \nYou will be asked to say why."


def form_at(sheet: Sheet, here: str) -> None:
    """Show the part of the form that the URL names: a question, "all", or else the list of questions."""
    steps = {step.key: step for step in sheet.steps}
    if here == "all":
        all_steps(sheet)
    elif here in steps:
        one_step(sheet, steps[here])
    else:
        overview(sheet)


def overview(sheet: Sheet) -> None:
    """Show the steps of the form with their progress, and the ways through it."""
    top = st.container()
    show.done("reopen")
    show.notices([sheet.service])
    until = f", open until {day(sheet.round.closes)}" if sheet.round.is_open(session.today()) else ""
    show.say(f"{sheet.progress} · {sheet.round.name}{until}")
    show.small(wording.form.ROUND)
    too_late(sheet)
    undone = form.undone(sheet.steps, sheet.answers)
    actions.what_we_did(sheet.service, sheet.round)
    with st.container(horizontal=True):
        if undone and st.button("Go on", key="save", type="primary"):
            sheet.turn_to(undone[0].key)
        if st.button("Check your answers", key="check-answers", type="secondary" if undone else "primary"):
            sheet.turn_to("check")
    show.section("Questions")
    for step in sheet.steps:
        row = st.container(
            key=f"listed-{step.key}", horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        )
        with row:
            show.link(sheet.page, step.title, icon="", **navigation.query(step=step.key))
            st.markdown(_status(sheet, step), width="content")
    show.section("Other ways to answer")
    show.link(sheet.page, "All questions on one page", icon="view_agenda", **navigation.query(step="all"))
    if sheet.form == "quick":
        show.link(
            sheet.page,
            "More questions: the thorough form",
            icon="zoom_in",
            **navigation.query(form="thorough"),
        )
    elif form.form_used(sheet.round.form, sheet.frameworks, sheet.answers) == "quick":
        show.link(sheet.page, "Fewer questions: the quick form", icon="zoom_out", **navigation.query(form=""))
    if sheet.round.is_open(session.today()):
        rounds.last_day(sheet.round, sheet.service.name)
    in_round = {framework.key for framework in session.store().rounds.frameworks(sheet.round.key)}
    faults = asides.offer(sheet.service, in_round)
    with top:
        show.heading(f"Rate {sheet.service.name}", place=sheet.form, faults=faults)


def _status(sheet: Sheet, step: Step) -> str:
    answered = step.parts_answered(sheet.answers)
    is_partly = step.status(sheet.answers) == "Partly answered"
    return wording.form.parts(answered, len(step.parts)) if is_partly else step.status(sheet.answers)


def one_step(sheet: Sheet, step: Step) -> None:
    """Ask one question; continue when its answer is saved, or directly after a tap on a level."""
    top, is_led = st.container(key="service-question"), onward.leads(sheet, step)
    _ask(sheet, step)
    if onward.is_asked_for(sheet, step):
        _go_on(sheet, step)
    _offer_last_time(sheet, step.framework, step.item)
    parts(sheet, step)
    two_notes(sheet, step.framework, step.item)
    evidence(sheet, step.framework, step.item)
    with st.container(horizontal=True):
        goes_on = st.button("Save and continue", key="save", type="primary")
        checks = st.button("Check your answers", key="check-answers")
    if checks and not sheet.faults:
        sheet.turn_to("check")
    if goes_on and not sheet.faults:
        _go_on(sheet, step)
    if not (goes_on or checks):
        sheet.catch_up()
    with top:
        _back(sheet, step)
        show.small(_number(sheet, step))
        show.heading(step.item.question, place=step.key, faults=sheet.faults if goes_on or checks else ())
        too_late(sheet)
        _explain(sheet, step, is_led=is_led)
    show.small(f"{sheet.service.name} · {sheet.progress}")
    _about(step.framework)
    show.sent_while_typed()


def _go_on(sheet: Sheet, step: Step) -> NoReturn:
    following = sheet.steps[sheet.steps.index(step) + 1 :]
    # A complete form means that somebody came back to change an answer.
    ends = not following or not form.undone(sheet.steps, sheet.answers)
    sheet.turn_to("check" if ends else following[0].key)


def _number(sheet: Sheet, step: Step) -> str:
    return wording.form.number(sheet.steps.index(step) + 1, len(sheet.steps), step)


def _explain(sheet: Sheet, step: Step, *, is_led: bool) -> None:
    """Explain the word for a level where it first stands, and say what a tap on one does."""
    first = next(each for each in sheet.steps if each.framework.kind == step.framework.kind)
    sentences = [wording.form.explained(step.framework)] if step.key == first.key else []
    if sentences or is_led:
        show.small(" ".join([*sentences, *([wording.form.leads_on(step.framework)] if is_led else [])]))


def all_steps(sheet: Sheet) -> None:
    """Ask all questions on one page, for people who know them."""
    top = st.container()
    for step in sheet.steps:
        with st.container(key=f"at-{step.key}"):
            show.small(_number(sheet, step))
            show.section(step.item.question)
        _explain(sheet, step, is_led=False)
        _ask(sheet, step)
        _offer_last_time(sheet, step.framework, step.item)
        parts(sheet, step)
        two_notes(sheet, step.framework, step.item)
        evidence(sheet, step.framework, step.item)
    checks = st.button("Check your answers", key="check-answers", type="primary")
    if checks and not sheet.faults:
        sheet.turn_to("check", all="yes")
    if not checks:
        sheet.catch_up()
    with top:
        show.link(sheet.page, "All pages of the form", icon="arrow_back", **navigation.query(step="", at="", all=""))
        at = navigation.chosen("at")
        show.heading("All questions", place=f"all {at}", faults=sheet.faults if checks else (), at=at and f"at-{at}")
        too_late(sheet)
        show.say(f"{sheet.service.name} · {sheet.progress}")
    onward.send_again()
    show.sent_while_typed()


def too_late(sheet: Sheet) -> None:
    """Say that answers given after the round has closed are saved and do not count."""
    if not sheet.round.is_open(session.today()):
        sentence = f"{sheet.round.name} is closed. What you answer now is kept and marked as late; it does not count."
        show.warning(sentence, icon="event_busy")


def submitted(sheet: Sheet) -> None:
    """Show when the answers were submitted, a link to the result, and a form to reopen them for a reason."""
    top = st.container()
    show.done("submit")
    if unsaved := _changed_too_late(sheet):
        show.warning(
            f"Not saved: {listed(unsaved)}. These answers were submitted on another screen meanwhile. Reopen them to "
            "change something."
        )
    when = session.store().ratings.when_submitted(sheet.viewer, sheet.response.key)
    show.say(f"{sheet.service.name} · {sheet.round.name}. {wording.result.submitted(sheet.round, when)}")
    show.link("result", "See your result", service=sheet.service.key, round=sheet.round.key)
    show.section("Something to put right?")
    with st.form("reopening"):
        reason = st.text_area("Why do you want to change your answers?")
        reopen = st.form_submit_button("Reopen", key="reopen")
    faults: list[str] = []
    if reopen:
        with show.attempt(faults):
            session.store().ratings.reopen(sheet.viewer, sheet.response.key, reason)
            show.say_done("Reopened: change what you want, then check your answers and submit them again.", at="reopen")
            navigation.stay(step="")
    with top:
        show.heading("Submitted", faults=faults)


def _changed_too_late(sheet: Sheet) -> list[str]:
    """Return the titles of the items that were changed on this screen after another one had submitted the answers."""
    return [
        step.item.title
        for step in sheet.steps
        if any(_is_changed(sheet.seen(step.framework.key, key), sheet) for key in step.framework.note_keys(step.item))
    ]


def _is_changed(seen: Answer, sheet: Sheet) -> bool:
    level = _chosen(seen)
    shown: dict[str, tuple[Part, object]] = {
        "rating": ("level", level),
        "reason": ("level", seen.does_not_apply),
        "note": ("note", seen.note),
        "link": ("link", seen.link),
    }
    keys = {sheet.key(kind, seen, part): value for kind, (part, value) in shown.items()}
    return any(st.session_state.get(key, value) != value for key, value in keys.items())


def _ask(sheet: Sheet, step: Step) -> None:
    """Ask a service for an item's level."""
    rating(sheet, step.framework, step.item, cards(step.framework, step.item))


def cards(framework: Framework, item: Item) -> dict[int, str]:
    """Return what a service chooses from, by value: each level with what it looks like, and the two other answers."""
    levels = {
        value: f"**{show.label(framework.level(value).label)}**  \n{show.label(framework.descriptor(item, value))}"
        for value in framework.values
    }
    return levels | {DONT_KNOW: SAY_DONT_KNOW, DOES_NOT_APPLY: SAY_DOES_NOT_APPLY}


def rating(sheet: Sheet, framework: Framework, item: Item, cards: Mapping[int, str]) -> None:
    """Ask for an item's level and save the choice at once; each card is a level, `DONT_KNOW` or `DOES_NOT_APPLY`."""
    seen = sheet.seen(framework.key, item.key)
    key, because = sheet.key("rating", seen, "level"), sheet.key("reason", seen, "level")
    options = list(cards)
    chosen = st.radio(
        show.heard(item.question),
        options,
        index=next((place for place, value in enumerate(options) if value == _chosen(seen)), None),
        format_func=cards.__getitem__,
        key=key,
        label_visibility="collapsed",
        width="stretch",
    )
    # In a container, so that elements which appear or disappear do not shift those below: an open panel would close.
    with st.container(), sheet.faults_of(item.title, because):
        if chosen == DONT_KNOW:
            screen = seen.not_known()
        elif chosen == DOES_NOT_APPLY and sheet.response.voice == "people":
            screen = seen.set_aside(seen.does_not_apply or NO_REASON)
        elif chosen == DOES_NOT_APPLY:
            reason = st.text_input("Why does it not apply?", seen.does_not_apply, key=because)
            screen = seen.set_aside(_reason(reason, seen))
        else:
            screen = seen.cleared() if chosen is None else seen.rated(chosen)
        _keep(sheet, framework, item, screen, "level", key)


def _reason(typed: str, seen: Answer) -> str:
    """Return the reason for which an item does not apply; an InputError for none, and for one that says nothing."""
    typed = checked(typed, "The reason", limit=NOTE_LIMIT)
    try:
        reason = reason_read(typed, is_rated=False)
    except InputError:
        reason = ""
    if typed and typed != seen.does_not_apply and not reason:
        raise InputError(f"“{typed[:40]}” is not a reason. Say in a few words why it does not apply.")
    if not typed:
        stands = "your answer is as it was" if seen.is_given else "this has no answer"
        raise InputError(f"Say why it does not apply; until then {stands}.")
    return typed


def _offer_last_time(sheet: Sheet, framework: Framework, item: Item) -> None:
    """Offer to confirm the answer of the round before, where the round carries answers forward."""
    stored = sheet.stored(framework.key, item.key)
    if stored.is_given or not sheet.round.carries:
        return
    before = sheet.last_time.get(stored.key)
    if before is None or not before.is_given:
        return
    with st.container(border=True):
        st.markdown("**To confirm:** last time you said")
        _last_time(sheet, before, framework, item)
        if st.button("Still true: confirm", key=f"confirm-{framework.key}-{item.key}"):
            # A note or a link from this round stays.
            sheet.write(replace(before, note=stored.note or before.note, link=stored.link or before.link))
            for key in framework.note_keys(item):
                noted, noted_before = sheet.stored(framework.key, key), sheet.last_time.get((framework.key, key))
                if noted_before and not noted.note:
                    sheet.write(replace(noted, note=noted_before.note))


def evidence(sheet: Sheet, framework: Framework, item: Item) -> None:
    """Show in an expander a note, a link, the last answer and a way to clear this one."""
    seen, stored = sheet.seen(framework.key, item.key), sheet.stored(framework.key, item.key)
    noted, linked = sheet.key("note", seen, "note"), sheet.key("link", seen, "link")
    # The title is drawn before the values typed on this run are saved.
    is_noted = not framework.notes and st.session_state.get(noted, stored.note)
    filled_in = " (filled in)" if is_noted or stored.link else ""
    title, note = "Link and more" if framework.notes else "Note, link and more", seen.note
    with show.expander(f"{title}: {item.title}{filled_in}", key=f"evidence-{framework.key}-{item.key}"):
        if not framework.notes:
            st.markdown(f"**What would show this?** {show.label(item.prompt)}")
            note = st.text_area("Your note", seen.note, key=noted)
        link = st.text_input("Link to something that shows it", seen.link, key=linked)
        # Hidden by default: seeing the last answer anchors the new one.
        before = sheet.last_time.get(seen.key)
        if before and st.checkbox("Show what you said last time", key=f"last-{framework.key}-{item.key}"):
            _last_time(sheet, before, framework, item)
        if stored.is_given and st.button("Clear this answer", key=f"clear-{framework.key}-{item.key}"):
            sheet.write(stored.cleared())
    if not framework.notes:
        keep_note(sheet, framework, item, note)
    with st.container(), sheet.faults_of(item.title, linked):
        _keep(sheet, framework, item, replace(seen, link=checked_link(link)), "link", linked)


def two_notes(sheet: Sheet, framework: Framework, item: Item) -> None:
    """Ask for both notes on an item where its framework has two, each under its heading."""
    if framework.notes:
        show.small(item.prompt)
        for key, heading in framework.note_keys(item).items():
            seen = sheet.seen(framework.key, key)
            keep_note(
                sheet, framework, item, st.text_area(heading, seen.note, key=sheet.key("note", seen, "note")), key
            )


def keep_note(sheet: Sheet, framework: Framework, item: Item, note: str, key: str = "") -> None:
    """Save a note on an item from its field; `key` is that of the answer that holds it, by default the item's."""
    seen = sheet.seen(framework.key, key or item.key)
    noted = sheet.key("note", seen, "note")
    keep_words(sheet, item.title, seen, note, noted)


def keep_words(sheet: Sheet, title: str, seen: Answer, words: str, field: str) -> None:
    """Save a text from its field; `title` is its name in error messages."""
    with st.container(), sheet.faults_of(title, field):
        note = checked(words, "The note", limit=NOTE_LIMIT, lines=True)
        _keep_part(sheet, title, replace(seen, note=note), "note", field, _words_of)


def parts(sheet: Sheet, step: Step) -> None:
    """Ask which parts of the fullest description are in place, and about a level that they contradict."""
    framework, item = step.framework, step.item
    if not step.parts or sheet.stored(framework.key, item.key).does_not_apply:
        return
    top = st.container()
    for place, (key, text) in enumerate(zip(step.parts, item.indicators, strict=True), 1):
        seen = sheet.seen(framework.key, key)
        asked = sheet.key("indicator", seen, "level")
        chosen = st.radio(
            show.heard(wording.form.part(place, len(step.parts), text)),
            list(INDICATOR_LEVELS),
            index=seen.level,
            format_func=INDICATOR_LEVELS.__getitem__,
            horizontal=True,
            key=asked,
        )
        with st.container(), sheet.faults_of(item.title, asked):
            # An imported file can say of an indicator that it is not known: show a level instead.
            _keep(sheet, framework, item, seen if chosen is None else seen.rated(chosen), "level", asked)
    with top:
        show.subsection("Which parts are in place?")
        show.say(wording.form.parts(step.parts_answered(sheet.answers), len(step.parts)))
    with st.container():
        if found := step.doubt(sheet.answers):
            show.info(wording.form.doubt(framework, item, found), icon="help")


def _keep(sheet: Sheet, framework: Framework, item: Item, screen: Answer, part: Part, field: str) -> None:
    """Save a part of an answer to an item from its widget."""
    in_words = said_by_people if sheet.response.voice == "people" else said
    _keep_part(sheet, item.title, screen, part, field, lambda answer: in_words(answer, part, framework, item))


def _words_of(answer: Answer) -> str:
    return answer.note or wording.plain.text("clash.nothing")


def _keep_part(
    sheet: Sheet, title: str, screen: Answer, part: Part, field: str, in_words: Callable[[Answer], str]
) -> None:
    """Save a part of an answer from its widget; if it was changed elsewhere too, ask which value to keep."""
    try:
        sheet.keep(screen)
    except ClashError as error:
        stored = sheet.stored(*screen.key)
        given_way = f"{field} {stored.part(part)} {screen.part(part)}"
        # Stored in the session, since on this page another change may still wait for a decision.
        if given_way not in st.session_state.setdefault("given-way", set()):
            sheet.has_clash = True
            not_saved = sheet.refused(error, title, field)
            is_of_people = sheet.response.voice == "people"
            named = (lambda key: wording.plain.text(f"clash.{key}")) if is_of_people else _CLASH.__getitem__
            with st.container(border=True):
                show.warning(not_saved)
                show.strong(named("theirs"))
                show.words(in_words(stored))
                if st.button(named("keep_theirs"), key=f"theirs-{field}"):
                    st.session_state["given-way"].add(given_way)
                    st.rerun()
                show.strong(named("mine"))
                show.words(in_words(screen))
                if st.button(named("keep_mine"), key=f"mine-{field}"):
                    sheet.insist(screen, part)


_CLASH: Mapping[str, str] = {
    "theirs": "Saved meanwhile:",
    "keep_theirs": "Keep this",
    "mine": "Here:",
    "keep_mine": "Save this instead",
}


def said_by_people(answer: Answer, part: Part, framework: Framework, item: Item) -> str:
    """Return one part of an answer in people's words: a level is its sentence."""
    if part != "level":
        return str(*answer.part(part)) or wording.plain.text("clash.nothing")
    if answer.level is not None:
        return framework.descriptor(item, answer.level)
    if answer.is_given:
        return wording.plain.text("question.dont_know" if answer.dont_know else "question.not_for_me")
    return wording.plain.text("look.none")


def said(answer: Answer, part: Part, framework: Framework, item: Item) -> str:
    """Return one part of an answer in words."""
    if part != "level":
        return str(*answer.part(part)) or "Nothing"
    if answer.does_not_apply:
        return ": ".join(["Does not apply", *reasons(answer)])
    if answer.dont_know:
        return "I don't know"
    if answer.level is None:
        return "Not answered"
    return framework.level(answer.level).label if answer.item == item.key else INDICATOR_LEVELS[answer.level]


def _back(sheet: Sheet, step: Step) -> None:
    before = sheet.steps[: sheet.steps.index(step)]
    where = navigation.query(step=before[-1].key if before else "")
    show.link(sheet.page, "Back", icon="arrow_back", **where)


def _about(framework: Framework) -> None:
    # A caption is paler than text may be.
    show.small(f"{framework.title}. {framework.credit}")


def _last_time(sheet: Sheet, answer: Answer, framework: Framework, item: Item) -> None:
    level = "Does not apply" if answer.does_not_apply else said(answer, "level", framework, item)
    st.markdown(f"{show.label(item.title)}: **{show.label(level)}**")
    notes = wording.result.notes(sheet.last_time, framework, item)
    for text in filter(None, (*reasons(answer), *notes, answer.link)):
        show.words(text)


def reasons(answer: Answer) -> list[str]:
    """Return the reason why an item does not apply, if a person gave one."""
    return [reason for reason in (answer.does_not_apply,) if reason not in {"", NO_REASON}]


def _chosen(answer: Answer) -> int | None:
    """Return the value of the card that an answer stands on, None for a blank."""
    return DONT_KNOW if answer.dont_know else DOES_NOT_APPLY if answer.does_not_apply else answer.level

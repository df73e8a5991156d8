"""The form on the screen: its list of pages, one page, all of them, and the check before submitting."""

from dataclasses import replace

import streamlit as st

from assess import wording
from assess.core import form
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.form import Step
from assess.core.framework import INDICATOR_LEVELS, Framework, Item
from assess.core.text import NOTE_LIMIT, checked, checked_link, day, listed
from assess.screen import navigation, session, show
from assess.screen.draft import Sheet
from assess.server import settings

DOES_NOT_APPLY = -1
SAY_MORE = (
    "You need not write anything. Please name nobody. The service reads your words as you wrote them, without who "
    "wrote them, and may print them."
)


def form_at(sheet: Sheet, here: str) -> None:
    """Show the part of the form that the address names: a page of it, "all", "check", or else the list of pages."""
    steps = {step.key: step for step in sheet.steps}
    if here == "check":
        check(sheet)
    elif here == "all":
        all_steps(sheet)
    elif here in steps:
        one_step(sheet, steps[here])
    else:
        overview(sheet)


def overview(sheet: Sheet) -> None:
    """List the pages of the form with how far each is done, and offer the ways through it."""
    people = sheet.response.voice == "people"
    show.heading(sheet.service.name if people else f"Rate {sheet.service.name}", place=sheet.form)
    show.notice(sheet.service)
    until = f", open until {day(sheet.round.closes)}" if sheet.round.is_open(session.today()) else ""
    show.say(f"{sheet.progress} · {sheet.round.name}{until}")
    too_late(sheet)
    if people:
        st.markdown("To go on later, bookmark this page: it is the only way back to what you have said.")
    undone = [step for step in sheet.steps if step.status(sheet.answers) != "Answered"]
    with st.container(horizontal=True):
        if undone and st.button("Go on", key="save", type="primary"):
            navigation.stay(step=undone[0].key)
        if st.button("Check your answers", key="check-answers", type="secondary" if undone else "primary"):
            navigation.stay(step="check")
    _what_we_did(sheet)
    st.header("Questions", anchor=False)
    for step in sheet.steps:
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            show.link(sheet.page, step.title, **navigation.address(step=step.key))
            st.markdown(step.status(sheet.answers), width="content")
    st.header("Other ways to answer", anchor=False)
    show.link(sheet.page, "All questions on one page", icon=":material/view_agenda:", **navigation.address(step="all"))
    if sheet.form == "quick":
        show.link(
            sheet.page,
            "More questions: the thorough form",
            icon=":material/zoom_in:",
            **navigation.address(form="thorough"),
        )
    elif form.form_used(sheet.round.form, sheet.frameworks, sheet.answers) == "quick":
        show.link(
            sheet.page, "Fewer questions: the quick form", icon=":material/zoom_out:", **navigation.address(form="")
        )


def one_step(sheet: Sheet, step: Step) -> None:
    """Ask one page of the form, and go on when every answer on it is kept."""
    top = st.container()
    alone = len(step.items) == 1
    for item in step.items:
        if not alone:
            st.header(item.title, anchor=False)
        rating(sheet, step.framework, item)
        if not alone:
            evidence(sheet, step.framework, item)
        if sheet.form == "thorough":
            indicators(sheet, step.framework, item)
    with st.container(horizontal=True):
        save = st.button("Save and continue", key="save", type="primary")
        check = st.button("Check your answers", key="check-answers")
    if alone:
        evidence(sheet, step.framework, step.items[0])
    following = sheet.steps[sheet.steps.index(step) + 1 :]
    if (save or check) and not sheet.faults:
        # Whoever has come back to change an answer has answered everything.
        ends = check or not following or not form.unanswered(sheet.steps, sheet.answers)
        navigation.stay(step="check" if ends else following[0].key)
    with top:
        _back(sheet, step)
        show.heading(step.title, place=step.key, faults=sheet.faults if save or check else ())
        too_late(sheet)
        group = step.items[0].group if alone else None
        show.say(" · ".join(filter(None, [group, sheet.service.name, sheet.progress])))
    _about(step.framework)


def all_steps(sheet: Sheet) -> None:
    """Ask everything on one page, for people who know the questions."""
    top = st.container()
    for step in sheet.steps:
        if len(step.items) > 1:
            st.header(step.title, anchor=False)
        for item in step.items:
            (st.subheader if len(step.items) > 1 else st.header)(item.title, anchor=False)
            rating(sheet, step.framework, item)
            evidence(sheet, step.framework, item)
            if sheet.form == "thorough":
                indicators(sheet, step.framework, item)
    check = st.button("Check your answers", key="check-answers", type="primary")
    if check and not sheet.faults:
        navigation.stay(step="check")
    with top:
        show.link(sheet.page, "All pages of the form", icon=":material/arrow_back:", **navigation.address(step=""))
        show.heading("All questions", place="all", faults=sheet.faults if check else ())
        too_late(sheet)
        show.say(f"{sheet.service.name} · {sheet.progress}")


def check(sheet: Sheet) -> None:
    """Show every answer with a way to change it, name the gaps, and submit."""
    show.link(sheet.page, "All pages of the form", icon=":material/arrow_back:", **navigation.address(step=""))
    top = st.container()
    show.say(f"{sheet.service.name} · {sheet.round.name} · {sheet.progress}")
    too_late(sheet)
    gaps = form.unanswered(sheet.steps, sheet.answers)
    if gaps:
        st.warning(
            f"Not answered yet: {listed([item.title for item in gaps])}. "
            "You can submit all the same: a blank counts as unknown, never as zero.",
            icon=":material/edit_note:",
        )
    for step in sheet.steps:
        with st.container(border=True):
            for item in step.items:
                _told(sheet.stored(step.framework.key, item.key), step.framework, item)
            show.link(sheet.page, f"Change: {step.title}", **navigation.address(step=step.key))
    counts = "Your answers count when you press “Submit”. " if sheet.round.is_open(session.today()) else ""
    st.markdown(
        f"{counts}You can change them afterwards."
        if sheet.response.voice == "people"
        else "When you submit, these answers are frozen. You can reopen them later; you will be asked why."
    )
    faults = []
    if st.button("Submit", key="submit", type="primary"):
        try:
            session.store().submit(sheet.viewer, sheet.response.key)
            if sheet.page == "rate" and sheet.round.is_open(session.today()):
                navigation.go("result", service=sheet.service.key)
            navigation.stay(step="")
        except InputError as error:
            faults.append(str(error))
    with top:
        show.heading("Check your answers", place="check", faults=faults)


def _what_we_did(sheet: Sheet) -> None:
    """Open a round with what was promised before it; people who came with a code see nothing of it."""
    earlier = [
        each
        for each in session.store().actions(sheet.viewer, service=sheet.service.key)
        if each.made < sheet.round.opens
    ]
    if not earlier:
        return
    st.header("What we said, what we did", anchor=False)
    show.say(wording.actions.promises(earlier, session.today()))
    for action in earlier:
        show.say(f"{action.what}: {action.state}.")
    show.link("actions", "See the actions", icon=":material/flag:", service=sheet.service.key)


def too_late(sheet: Sheet) -> None:
    """Say that answers given after the close are kept and do not count."""
    if not sheet.round.is_open(session.today()):
        sentence = f"{sheet.round.name} is closed. What you answer now is kept and marked as late; it does not count."
        st.warning(show.escaped(sentence), icon=":material/event_busy:")


def submitted(sheet: Sheet) -> None:
    """Say that the answers are frozen, lead to the result, and offer to reopen them for a reason."""
    top = st.container()
    last = session.store().submissions(sheet.viewer, sheet.response.key)[-1]
    late = wording.result.late_note(sheet.round, last.at)
    show.say(f"{sheet.service.name} · {sheet.round.name}: submitted on {day(last.at)}{late}.")
    show.link("result", "See your result", icon=":material/stairs_2:", service=sheet.service.key, round=sheet.round.key)
    st.header("Something to put right?", anchor=False)
    with st.form("reopening"):
        reason = st.text_area("Why do you want to change your answers?")
        reopen = st.form_submit_button("Reopen", key="reopen")
    faults = []
    if reopen:
        try:
            session.store().reopen(sheet.viewer, sheet.response.key, reason)
            navigation.stay(step="")
        except InputError as error:
            faults.append(str(error))
    with top:
        show.heading("Submitted", faults=faults)


def thanks(sheet: Sheet) -> None:
    """Thank somebody who came with a code, and let them change what they said."""
    show.heading("Thank you", place="thanks")
    last = session.store().submissions(sheet.viewer, sheet.response.key)[-1]
    if sheet.round.counts(last.at):
        show.say(f"Your answers about {sheet.service.name} are in. They count together with those of other people.")
    else:
        show.say(f"{sheet.round.name} was closed. Your answers are kept and marked as late; they do not count.")
    show.say("Ask the service what it heard and what it will do: it can print a page for everyone who took part.")
    if not settings.is_deployed():
        show.link(
            "take_part", "Somebody else wants to answer", icon=":material/person_add:", code=navigation.chosen("code")
        )
        show.link("home", "Back to the service's pages", icon=":material/home:")
    if st.button("Change my answers", key="reopen"):
        session.store().reopen(sheet.viewer, sheet.response.key, "Changed by whoever gave the answers")
        navigation.stay(step="check")


def rating(sheet: Sheet, framework: Framework, item: Item) -> None:
    """Ask for an item's level, with every level's descriptor in sight, and store it as it is chosen."""
    stored = sheet.stored(framework.key, item.key)
    name = f"{framework.key}-{item.key}"
    options = [*framework.values, DOES_NOT_APPLY]
    # A control's own label is smaller than the text around it, and what is asked must not be.
    st.markdown(f"**{show.escaped(item.question)}**")
    chosen = st.radio(
        item.question,
        options,
        index=_place(options, stored),
        format_func=lambda value: _card(framework, item, value),
        key=f"rating-{name}-{sheet.visit}",
        label_visibility="collapsed",
        width="stretch",
    )
    _offer_last_time(sheet, framework, item, stored)
    because = f"reason-{name}-{sheet.visit}"
    with sheet.faults_of(item.title, because):
        if chosen == DOES_NOT_APPLY:
            reason = st.text_input("Why does it not apply?", stored.does_not_apply, key=because)
            reason = checked(reason, "The reason", limit=NOTE_LIMIT)
            if not reason:
                stands = "your answer is as it was" if stored.is_given else "this has no answer"
                raise InputError(f"Say why it does not apply; until then {stands}.")
            sheet.keep(replace(sheet.seen(framework.key, item.key), level=None, does_not_apply=reason))
        elif chosen is not None:
            sheet.keep(sheet.seen(framework.key, item.key).rated(chosen))
        else:
            sheet.keep(sheet.seen(framework.key, item.key).cleared())


def _offer_last_time(sheet: Sheet, framework: Framework, item: Item, stored: Answer) -> None:
    """Offer, where the round carries answers forward, to confirm what was said last time."""
    if stored.is_given or not sheet.round.carries:
        return
    before = sheet.last_time.get(stored.key)
    if before is None or not before.is_given:
        return
    with st.container(border=True):
        st.markdown("**To confirm:** last time you said")
        _told(before, framework, item)
        if st.button("Still true: confirm", key=f"confirm-{framework.key}-{item.key}"):
            # What was written or linked in this round stays.
            sheet.save(replace(before, note=stored.note or before.note, link=stored.link or before.link))
            sheet.begin_visit()


def evidence(sheet: Sheet, framework: Framework, item: Item) -> None:
    """Offer, out of the way: a note, and clearing the answer; to a service also a link, and what it said last time."""
    stored = sheet.stored(framework.key, item.key)
    name = f"{framework.key}-{item.key}"
    noted, linked = f"note-{name}-{sheet.visit}", f"link-{name}-{sheet.visit}"
    if sheet.response.voice == "people":
        label, prompt, asked = "Say more", SAY_MORE, "In your own words"
    else:
        label, prompt, asked = "Note, link and more", f"**What would show this?** {item.prompt}", "Your note"
    with st.expander(f"{label}: {item.title}"):
        st.markdown(prompt)
        note, link = st.text_area(asked, stored.note, key=noted), stored.link
        if sheet.response.voice != "people":
            link = st.text_input("Link to something that shows it", link, key=linked)
            # Not by default: what was said before anchors what is said now.
            before = sheet.last_time.get(stored.key)
            if before and st.checkbox("Show what you said last time", key=f"last-{name}"):
                _told(before, framework, item)
        if stored.is_given and st.button("Clear this answer", key=f"clear-{name}"):
            sheet.save(stored.cleared())
            sheet.begin_visit()
    with sheet.faults_of(item.title, noted):
        note = checked(note, "The note", limit=NOTE_LIMIT, lines=True)
        sheet.keep(replace(sheet.seen(framework.key, item.key), note=note))
    with sheet.faults_of(item.title, linked):
        sheet.keep(replace(sheet.seen(framework.key, item.key), link=checked_link(link)))


def indicators(sheet: Sheet, framework: Framework, item: Item) -> None:
    """Ask, in the thorough form, which parts of the fullest description are in place."""
    if item.indicators:
        st.subheader("Which parts are in place?", anchor=False)
    for key, text in zip(item.indicator_keys, item.indicators, strict=True):
        stored, asked = sheet.stored(framework.key, key), f"indicator-{framework.key}-{key}-{sheet.visit}"
        chosen = st.radio(
            text,
            list(INDICATOR_LEVELS),
            index=stored.level,
            format_func=INDICATOR_LEVELS.__getitem__,
            horizontal=True,
            key=asked,
        )
        with sheet.faults_of(item.title, asked):
            sheet.keep(replace(sheet.seen(framework.key, key), level=chosen))


def _back(sheet: Sheet, step: Step) -> None:
    before = sheet.steps[: sheet.steps.index(step)]
    where = navigation.address(step=before[-1].key if before else "")
    show.link(sheet.page, "Back", icon=":material/arrow_back:", **where)


def _about(framework: Framework) -> None:
    # A caption is paler than text may be.
    st.markdown(f":small[{framework.title}. {framework.credit}]")


def _told(answer: Answer, framework: Framework, item: Item) -> None:
    said = "Not answered"
    if answer.level is not None:
        said = framework.level(answer.level).label
    elif answer.does_not_apply:
        said = "Does not apply"
    st.markdown(f"{item.title}: **{said}**")
    for text in filter(None, (answer.does_not_apply, answer.note, answer.link)):
        show.words(text)


def _place(options: list[int], stored: Answer) -> int | None:
    if not stored.is_given:
        return None
    return options.index(DOES_NOT_APPLY if stored.level is None else stored.level)


def _card(framework: Framework, item: Item, value: int) -> str:
    if value == DOES_NOT_APPLY:
        return "**Does not apply**  \nYou will be asked to say why."
    return f"**{framework.level(value).label}**  \n{framework.descriptor(item, value)}"

"""Working Together for Change: asking the open questions, sorting the notes into themes, and working on each theme."""

from dataclasses import replace
from functools import partial

import streamlit as st

from assess import wording
from assess.core.actions import Action
from assess.core.dates import day
from assess.core.names import apart
from assess.core.programme import Round, Service
from assess.core.together import QUESTIONS, OpenWord, Theme, Together
from assess.screen import pick, session, show
from assess.screen.edit import edit

NOTES_SHOWN = 15  # notes on one page
AREA_HEIGHT = 90  # pixels: three lines


def ask(service: Service, round_: Round, faults: dict[str, str]) -> None:
    """Let a service decide whether people are asked the open questions in a round."""
    store, is_asked = session.store(), session.store().together.asks(service.key, round_.key)
    with show.expander(wording.together.TITLES[is_asked], key="open-questions"):
        st.markdown(wording.together.ASK)
        if is_asked:
            show.say(wording.together.ASKING)
        # Two buttons: who presses one does not press the other where somebody else was quicker.
        if is_asked:
            is_pressed = st.button("Do not ask them any more", key="stop-asking")
        else:
            is_pressed = st.button("Ask the three questions", key="ask-openly")
        if is_pressed:
            done = wording.together.NOT_ASKING if is_asked else wording.together.ASKING
            with show.attempt(faults, done, at="invite"):
                store.together.ask(session.viewer(), service.key, round_.key, asked=not is_asked)


def of(service: Service, round_: Round) -> Together:
    """Return what people wrote about a service in a round, with its themes."""
    return session.store().together.of(session.viewer(), service.key, round_.key)


def lead_on(service: Service, round_: Round) -> None:
    """Lead to where notes are sorted into themes, once people have answered the open questions."""
    if of(service, round_).words:
        show.link("themes", "Sort the notes into themes", service=service.key, round=round_.key)


def sort(service: Service, round_: Round, faults: list[str]) -> None:
    """Show every note with the themes as buttons, and a form that adds a theme."""
    stands = of(service, round_)
    st.markdown(wording.together.SORT if stands.themes else wording.together.FIRST)
    _new(service, round_, len(stands.themes), faults)
    names = {
        question: f"{wording.together.QUESTIONS[question]} ({len(words)})"
        for question in QUESTIONS
        if (words := [word for word in stands.words if word.question == question])
    }
    question = pick.some("Notes on", names, "show", forget=["page"])
    words = [word for word in stands.words if word.question == question]
    for place, word in enumerate(_page(words)):
        _note(stands, service, round_, word, place, faults)


def _page(words: list[OpenWord]) -> list[OpenWord]:
    """Show a select box for the page of notes, if there are several; return the notes of that page."""
    starts = range(0, len(words), NOTES_SHOWN)
    if len(starts) == 1:
        return words
    names = {str(start): f"{start + 1} to {min(start + NOTES_SHOWN, len(words))}" for start in starts}
    start = int(pick.some("Which of them", names, "page"))
    return words[start : start + NOTES_SHOWN]


def _note(stands: Together, service: Service, round_: Round, word: OpenWord, place: int, faults: list[str]) -> None:
    """Show a note with the themes as buttons; one press puts it there."""
    stored, name = stands.theme_of(word), f"note-{service.key}-{round_.key}-{word.key}"
    begun, control = edit(name, stored), f"theme-{word.key}"
    if stored != begun.known:
        # Somebody else has sorted the note meanwhile: redraw, so that the next run does not save the old choice.
        if (st.session_state.get(begun.key(control)) or "") not in (begun.known, stored):
            faults.append(wording.together.SORTED_ELSEWHERE)
        begun.done()
        begun = edit(name, stored)
    names = {theme.key: show.label(theme.name) for theme in stands.themes}
    with st.container(border=True, key=f"sort-{place}"):
        show.words(word.text)
        if not names:
            return
        chosen = st.pills(
            f"Theme of note {place + 1}",
            list(names),
            default=begun.drawn if begun.drawn in names else None,
            format_func=names.__getitem__,
            key=begun.key(control),
            label_visibility="collapsed",
        )
    if (chosen or "") != begun.known:
        with show.collect(faults):
            session.store().together.sort(session.viewer(), service.key, round_.key, word, chosen or "", begun.known)
            begun.known = chosen or ""


def _new(service: Service, round_: Round, count: int, faults: list[str]) -> None:
    with st.form("new-theme"):
        begun = edit(f"new-theme-{service.key}-{round_.key}", count)
        name = st.text_input(wording.together.LABELS["name"], key=begun.key("new-theme-name"))
        if st.form_submit_button("Add this theme", key=begun.key("add-theme")):
            with show.attempt(faults, "The theme is added.", at="new-theme"):
                session.store().together.keep(session.viewer(), Theme("", service.key, round_.key, name))
                begun.done()
    show.done("new-theme")


def themes(service: Service, round_: Round, faults: list[str]) -> None:
    """Show each theme with what the group made of it, and the form that changes it."""
    stands = of(service, round_)
    actions = session.store().actions.visible_to(session.viewer(), service=service.key)
    if not stands.themes:
        show.say(wording.together.NO_THEME)
    for theme in stands.themes:
        show.subsection(wording.together.theme_heading(theme, stands))
        _theme(theme, stands, actions)
        if left := wording.together.missing(theme):
            show.small(left)
        _change(theme, actions, faults)
    with st.container(horizontal=True):
        show.link("actions", "Promise an action", service=service.key)
        show.link("give_back", "Give it back to people", service=service.key, round=round_.key)


def _theme(theme: Theme, stands: Together, actions: list[Action]) -> None:
    for name, text in wording.together.theme_lines(theme, actions):
        show.strong(name)
        show.words(text)
    if words := stands.words_of(theme):
        with show.expander("Its notes", key=f"notes-{theme.key}"):
            for word in words:
                show.small(wording.together.QUESTIONS[word.question])
                show.words(word.text)


def _change(theme: Theme, actions: list[Action], faults: list[str]) -> None:
    labels, begun = wording.together.LABELS, edit(f"theme-{theme.key}", theme)
    drawn = begun.drawn
    with show.expander(f"Work on this theme: {theme.name}", key=f"change-{theme.key}"):
        with st.form(f"theme-{theme.key}", border=False):
            name = st.text_input(labels["name"], drawn.name, key=begun.key(f"name-{theme.key}"))
            texts = {
                field: st.text_area(
                    labels[field], getattr(drawn, field), key=begun.key(f"{field}-{theme.key}"), height=AREA_HEIGHT
                )
                for field in ("statement", "cause", "success")
            }
            chosen = _actions(drawn, actions, begun.key(f"actions-{theme.key}"))
            texts["review"] = st.text_area(
                labels["review"], drawn.review, key=begun.key(f"review-{theme.key}"), height=AREA_HEIGHT
            )
            dropped = st.checkbox(
                "Remove this theme; its notes are then in none", key=begun.key(f"dropped-{theme.key}")
            )
            if st.form_submit_button("Save this theme", key=begun.key(f"keep-{theme.key}"), type="primary"):
                with show.attempt(faults, at=f"theme-{theme.key}") as attempt:
                    typed = replace(drawn, name=name, actions=chosen, dropped=dropped, **texts)
                    kept = begun.merged(theme, typed, partial(_in_words, theme))
                    if kept != theme:
                        session.store().together.keep(session.viewer(), kept, theme)
                    attempt.done = "The theme is saved." if kept != theme else "Nothing was changed here."
                    begun.done()
        show.done(f"theme-{theme.key}")


def _actions(drawn: Theme, actions: list[Action], key: str) -> str:
    """Ask which actions belong to a theme, where the service has any; return their keys, a line each."""
    promised = apart(
        {action.key: action.what for action in actions}, {action.key: f"until {day(action.due)}" for action in actions}
    )
    if not promised:
        # Without a choice Streamlit shows the field too pale to be read.
        show.small(wording.together.NO_ACTIONS)
        return drawn.actions
    known = [each for each in drawn.action_keys if each in promised]
    label = wording.together.LABELS["actions"]
    return "\n".join(st.multiselect(label, list(promised), known, promised.__getitem__, key=key))


def _in_words(theme: Theme, field: str) -> str:
    return f"{wording.together.LABELS.get(field, field)}: “{getattr(theme, field)}”"


def told(service: Service, round_: Round) -> None:
    """Show the themes of a round to somebody who reads its result."""
    stands = of(service, round_)
    actions = session.store().actions.visible_to(session.viewer(), service=service.key)
    for theme in stands.themes:
        show.subsection(wording.together.theme_heading(theme, stands))
        _theme(theme, stands, actions)
    st.markdown(f":small[{wording.together.SOURCE}]")
    show.link("themes", "Work on the themes", service=service.key, round=round_.key)

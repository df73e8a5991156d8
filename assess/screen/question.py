"""People's form: one question a page with its levels as sentences, and all answers before they are sent.

A level is its sentence alone: its name would say how the service is rated.
"""

import streamlit as st

from assess.core import form
from assess.core.form import Step
from assess.core.framework import Framework, Item
from assess.core.return_words import Pass
from assess.screen import aloud, navigation, open_words, pictured, rate, session, show, who
from assess.screen.draft import Sheet
from assess.wording import plain
from assess.wording.plain import text

NOTE_HEIGHT = 76  # pixels: two lines, and a third can be dragged open


def ask(sheet: Sheet, step: Step, notice: str = "") -> None:
    """Ask one question; `notice` stands above it once. Go on when the answer is saved."""
    framework, item = step.framework, step.item
    before, following = _around(sheet, step)
    top, cards = st.container(key="question-head"), _cards(sheet, framework, item)
    has_pictures = pictured.has(framework.key, item)
    if has_pictures:
        pictured.cards(framework.key, item, cards)
    rate.rating(sheet, framework, item, cards)
    noted = sheet.key("note", sheet.seen(framework.key, item.key), "note")
    note = st.text_area(text("question.more"), sheet.seen(framework.key, item.key).note, key=noted, height=NOTE_HEIGHT)
    rate.keep_note(sheet, framework, item, note)
    with st.container(horizontal=True):
        goes_on = st.button(text("question.next"), key="save", type="primary", width="stretch")
        goes_back = bool(before) and st.button(text("question.back"), key="back")
    answer = sheet.stored(framework.key, item.key)
    if answer.is_given and st.button(text("question.clear"), key="clear", type="tertiary"):
        sheet.write(answer.cleared())
    if goes_on and not sheet.faults:
        sheet.turn_to(_after(sheet, following))
    if goes_back and not sheet.faults:
        sheet.turn_to(before)
    if not (goes_on or goes_back):
        sheet.catch_up()
    with top:
        show.say(text("question.number", number=sheet.steps.index(step) + 1, of=len(sheet.steps)))
        show.heading(item.question, place=step.key, faults=sheet.faults if goes_on or goes_back else ())
        if has_pictures:
            pictured.question(framework.key, item)
        aloud.buttons(_read_out(item, list(cards.values())))
        if notice:
            show.strong(notice)
        if about := _about(sheet, step):
            show.say(about)
    show.sent_while_typed()


def _after(sheet: Sheet, following: str) -> str:
    """Return the page after a question: the next one, after the last the open questions, or all answers."""
    if not following:
        return open_words.STEP if sheet.asks_openly else "look"
    # Without blanks, the viewer came back to change an answer.
    return following if form.unanswered(sheet.steps, sheet.answers) else "look"


def _around(sheet: Sheet, step: Step) -> tuple[str, str]:
    """Return the keys of the previous and the next question, "" if there is none."""
    keys = ["", *(each.key for each in sheet.steps), ""]
    place = keys.index(step.key)
    return keys[place - 1], keys[place + 1]


def _cards(sheet: Sheet, framework: Framework, item: Item) -> dict[int, str]:
    cards = sentences(framework, item)
    if sheet.seen(framework.key, item.key).does_not_apply:
        # Only older answers are “does not apply”; without a card such an answer would disappear.
        cards[rate.DOES_NOT_APPLY] = text("question.not_for_me")
    return cards


def sentences(framework: Framework, item: Item) -> dict[int, str]:
    """Return what people choose from, by value: the sentence of each level, and that they do not know."""
    levels = {value: show.label(framework.descriptor(item, value)) for value in framework.values}
    return levels | {rate.DONT_KNOW: text("question.dont_know")}


def _read_out(item: Item, cards: list[str]) -> list[str]:
    first, *others = (card.replace("\\", "") for card in cards)
    return [item.question, first, *(text("listen.or", card=card) for card in others)]


def _about(sheet: Sheet, step: Step) -> str:
    """Return what a framework asks about, before its first question."""
    steps = [each for each in sheet.steps if each.framework.key == step.framework.key]
    return plain.about(step.framework.key, len(steps)) if step == steps[0] else ""


def cells(sheet: Sheet) -> str:
    """Show a cell for each question, with an answer, not known or open; return what it says when it is read out."""
    states = [_state(sheet, step) for step in sheet.steps]
    says = plain.cells(states)
    show.sign_table("cells.html", states=states, says=says)
    return says


def _state(sheet: Sheet, step: Step) -> plain.Cell:
    answer = sheet.stored(step.framework.key, step.item.key)
    return "unknown" if answer.dont_know else "given" if answer.is_given else "open"


def look(sheet: Sheet, begun: Pass) -> None:
    """Show every answer with a link to change it, and send them."""
    top, faults = st.container(), list[str]()
    lines = [text("look.press")]
    for number, step in enumerate(sheet.steps, 1):
        lines += _answer(sheet, step, number)
    lines += open_words.written(sheet)
    if form.unanswered(sheet.steps, sheet.answers):
        show.say(text("look.blank"))
    show.info(text("look.words", words=begun.words), icon="key")
    show.say(text("look.after"))
    send(sheet, begun, faults, "look.send", is_main=True)
    with show.expander(text("look.made_by")):
        for framework in {step.framework.key: step.framework for step in sheet.steps}.values():
            show.say(f"{framework.title}. {framework.credit}.")
    with top:
        show.heading(text("look.title"), place="look", faults=faults)
        aloud.buttons([text("look.title"), *lines])
        show.say(text("look.press"))


def _answer(sheet: Sheet, step: Step, number: int) -> list[str]:
    """Show a question, which leads to it, with its answer; return both as they are read out."""
    framework, item = step.framework, step.item
    answer = sheet.stored(framework.key, item.key)
    words = rate.said_by_people(answer, "level", framework, item)
    with st.container(key=f"answer-{number}", gap=None):
        label = text("look.question", number=number, question=item.question)
        show.link(sheet.page, label, icon="", **navigation.query(step=step.key))
        show.say(words)
        if answer.note:
            show.words(answer.note)
    return [item.question, words]


def send(sheet: Sheet, begun: Pass, faults: list[str], key: str, *, is_main: bool = False) -> None:
    """Offer to submit the current answers, if any; after that this device cannot open them."""
    given = answered(sheet)
    label = plain.counted(key, given)
    if given and st.button(label, key="submit", type="primary" if is_main else "secondary", width="stretch"):
        with show.attempt(faults):
            session.store().passes.submit(begun)
            who.remember(begun.response)
            navigation.leave("submitted")


def answered(sheet: Sheet) -> int:
    """Return how many questions are answered."""
    return len(sheet.steps) - len(form.unanswered(sheet.steps, sheet.answers))

"""The pictures of people's form: beside a question, on its cards, and beside the lines of a page.

Those of cards and lines are backgrounds: the sentence says what its picture shows, so they need no text of their own.
"""

from collections.abc import Iterable
from html import escape

import streamlit as st

from assess.core.framework import Framework, Item
from assess.present import pictures
from assess.screen import rate, show

_PLACE = (
    "display: flex; align-items: center; min-height: 54px; padding-left: 80px; "
    "background: left center / 72px 54px no-repeat;"
)


def has(framework: str, item: Item) -> bool:
    """Say whether a question has pictures."""
    return bool(pictures.of(framework, item.key))


def drawn(framework: str, item: Item) -> dict[str, str]:
    """Return the pictures of a question and its levels as data URIs, with its alternative text; {} for none."""
    return {
        name: text if name == "alt" else pictures.uri(text) for name, text in pictures.of(framework, item.key).items()
    }


def question(framework: str, item: Item) -> None:
    """Show the picture of a question with its alternative text."""
    drawn = pictures.of(framework, item.key)
    source, alt = pictures.uri(drawn["picture"]), escape(drawn["alt"])
    st.html(f'<img class="question-picture" src="{source}" alt="{alt}" width="104" height="78">')


def cards(framework: str, item: Item, values: Iterable[int]) -> None:
    """Show a picture on each card of a question; a card that has none keeps its place free."""
    drawn = pictures.of(framework, item.key) | {str(rate.DONT_KNOW): pictures.other("dont_know")}
    group = f'[class*="st-key-rating-{framework}-{item.key}-"] [data-testid="stRadioGroup"]'
    _place(group, [drawn.get(str(value), "") for value in values])


def board(questions: Iterable[tuple[Framework, Item]]) -> None:
    """Show the pictures of questions on the rows of a board; each row names its own as `data-picture`.

    They are one style sheet, which is sent once, and not a part of what the board is sent for every sheet of paper.
    """
    rules = []
    for framework, item in questions:
        drawn = pictures.of(framework.key, item.key)
        for name in map(str, (*framework.values, rate.DONT_KNOW) if drawn else ()):
            uri = pictures.uri(drawn.get(name) or pictures.other("dont_know"))
            rules.append(f'[data-picture="{row(framework, item, name)}"] {{ background-image: url({uri}); }}')
    if rules:
        st.html(f"<style>{' '.join(rules)}</style>")


def row(framework: Framework, item: Item, value: object) -> str:
    """Return the name of the picture of a row: of a level, or of `DONT_KNOW`; "" where the question has none."""
    return f"{framework.key} {item.key} {value}" if has(framework.key, item) else ""


def lines(key: str, sentences: Iterable[str], drawn: Iterable[str]) -> None:
    """Show sentences one under the other, each with the picture of this name."""
    with st.container(key=key):
        for sentence in sentences:
            show.say(sentence)
    _place(f".st-key-{key}", [pictures.other(name) for name in drawn])


def _place(group: str, drawings: Iterable[str]) -> None:
    rules = [
        f"{group} > :nth-child({place}) p {{ background-image: url({pictures.uri(drawing)}); }}"
        for place, drawing in enumerate(drawings, 1)
        if drawing
    ]
    st.html(f"<style>{group} p {{ {_PLACE} }} {' '.join(rules)}</style>")

"""*Listen* and *Larger text*, for people who answer: both are done in the browser, without a rerun."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from assess.screen import show
from assess.wording.plain import LANGUAGE, text

_HTML = '<div class="aloud"><button type="button" hidden></button><button type="button"></button></div>'
_SCRIPT = show.sent(Path(__file__).with_name("aloud.js"))


def buttons(sentences: Sequence[str]) -> None:
    """Show a button that reads these sentences, where the device has a voice, and one that makes the text larger.

    On a page with a question the first is the question, and the others are its cards in their order.
    """
    labels = {name: text(f"listen.{name}") for name in ("listen", "stop", "larger", "normal")}
    # Styled like the page, so that the buttons have the same focus outline.
    aloud = st.components.v2.component("rung_by_rung_aloud", html=_HTML, js=_SCRIPT, isolate_styles=False)
    aloud(key="aloud", data={"say": list(sentences), "lang": LANGUAGE, **labels})

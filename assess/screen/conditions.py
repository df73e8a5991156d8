"""Comparing two rounds: which conditions were in place where services climbed."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from assess import wording
from assess.core import conditions
from assess.screen import show
from assess.screen.board import Compared


def tab(compared: Compared) -> Mapping[str, Callable[[], object]]:
    """Return the tab by its name with the function that draws it; {} if the earlier round asked no conditions."""
    asked = conditions.is_asked(compared.comparison)
    return {wording.conditions.TAB: partial(_draw, compared)} if asked else {}


def _draw(compared: Compared) -> None:
    comparison = compared.comparison
    assert comparison.ladder is not None  # noqa: S101 - `tab` has asked
    found = conditions.conditions(comparison)
    show.say(wording.conditions.climbed(comparison.ladder, compared.before, compared.after))
    show.say(wording.conditions.finding(found))
    if conditions.furthest(found):
        show.say(wording.conditions.BY_CHANCE)
    show.strong(wording.conditions.NOT_CAUSE)
    if found:
        show.rows(wording.conditions.rows(found, compared.before), "Conditions, and how many services climbed")
    st.markdown(f":small[{wording.conditions.RULES}]")

"""Are we climbing, round by round?"""

from collections.abc import Callable
from functools import partial

import streamlit as st

from assess import wording
from assess.screen import board, board_tabs, navigation, show

top = st.container()
body = st.container(gap="xsmall")
with body:
    left, right = st.columns([7, 3])
with right, st.container(key="screen-only-choices", gap="xsmall"):
    with show.choices("Rounds and services"):
        compared = board.choose()
    with show.choices("Board paper and data", icon="download"):
        board.take_away(compared.programme, compared.comparison)

comparison = compared.comparison
with top:
    show.heading(board.title(compared))
if not comparison.items:
    show.notices(comparison.services)
    show.say(wording.board.nothing_in_common(compared.before, compared.after))
    board_tabs.turnout(comparison)
    st.stop()
with left:
    board.sentence(compared)
promised = board.promised(compared)
with body:
    board.columns(compared)
    board.answer(compared, promised)
    board.folded_up(compared)

# What is in a tab is drawn when it is opened; a URL may name the one that is open at first.
draws: dict[str, Callable[[board.Compared], None]] = {
    "Every service": board_tabs.every_service,
    "Where voices disagree": board_tabs.voices,
    "Promises": partial(board_tabs.actions, promised=promised),
    "Tables": board_tabs.as_tables,
    "Left out, and how worked out": board_tabs.basis,
}
first = next((name for name in draws if name == navigation.chosen("tab")), None)
for tab, draw in zip(st.tabs([*draws], default=first, key="tab", on_change="rerun"), draws.values(), strict=True):
    if tab.open:
        with tab:
            draw(compared)

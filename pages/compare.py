"""Are we climbing, round by round?"""

import streamlit as st

from assess import wording
from assess.screen import board, board_tabs, show

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

names = ("Every service", "Where voices disagree", "Promises", "Tables", "Left out, and how worked out")
every, voices, promises, tables, basis = st.tabs(names)
with every:
    board_tabs.every_service(compared)
with voices:
    board_tabs.voices(compared)
with promises:
    board_tabs.actions(compared, promised)
with tables:
    board_tabs.as_tables(compared)
with basis:
    board_tabs.basis(compared)

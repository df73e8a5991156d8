"""Are we climbing, round by round?"""

import streamlit as st

from assess import wording
from assess.screen import board, show

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
    board.turnout(comparison)
    st.stop()
with left:
    board.sentence(compared)
promised = board.promised(compared)
with body:
    board.columns(compared)
    board.answer(compared, promised)

names = ("Every service", "Where voices disagree", "Promises", "Tables", "Left out, and how worked out")
every, voices, promises, tables, basis = st.tabs(names)
with every:
    board.every_service(compared)
with voices:
    board.voices(compared)
with promises:
    board.actions(compared, promised)
with tables:
    board.as_tables(compared)
with basis:
    board.basis(compared)

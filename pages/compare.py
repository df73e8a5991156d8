"""Are we climbing, round by round?"""

from functools import partial

import streamlit as st

from assess.screen import board, board_tabs, conditions, first_round, pick, session, share, show

top, faults = st.container(), list[str]()
body = st.container(gap="xsmall")
with body:
    left, right = st.columns([68, 32])
with right, st.container(key="screen-only-choices", gap="xsmall"):
    row = st.container(horizontal=True, gap="xsmall")
    with row, show.choices("Rounds and services"):
        compared = board.choose()
    if not session.by_link():
        with show.choices("Board paper and data", icon="download"):
            board.take_away(compared.programme, compared.comparison)
            show.link("year", "Yearly report to the board", programme=compared.programme.key)
        with row:
            share.compared(compared, faults)

comparison = compared.comparison
with top:
    show.heading(board.title(compared), faults=faults)
if not comparison.items:
    show.notices(comparison.services)
    show.say(board.nothing(compared))
    board_tabs.turnout(comparison)
    st.stop()
if comparison.is_first:
    with left:
        first_round.sentence(compared)
    with body:
        first_round.page(compared)
    st.stop()
with left:
    board.sentence(compared)
promised = board.promised(compared)
with body:
    board.columns(compared)
    board.answer(compared, promised)
    board.folded_up(compared)

pick.tabs(
    {
        "Every service": partial(board_tabs.every_service, compared),
        "Where voices disagree": partial(board_tabs.voices, compared),
        "Promises": partial(board_tabs.actions, compared, promised),
        "Tables": partial(board_tabs.as_tables, compared),
        **conditions.tab(compared),
        "Left out, and how worked out": partial(board_tabs.basis, compared),
    }
)

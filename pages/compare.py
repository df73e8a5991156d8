"""Are we climbing, round by round?"""

import streamlit as st

from assess import wording
from assess.core import board
from assess.screen import board as board_screen
from assess.screen import pick, session, show

session.viewer().require("board", "commissioner", "administrator")
top = st.container()
with st.container(key="screen-only-choices"):
    programme = pick.programme(board_screen.first_with_two_rounds)
    before, after = board_screen.pick_rounds(programme)
    all_rounds = board_screen.taken(board_screen.rounds_begun(programme))
    with st.container(horizontal=True):
        chosen = board_screen.pick_services(all_rounds[-1].services)
taken = [one.only(chosen) for one in all_rounds]
earlier, later = (next(one for one in taken if one.round == each) for each in (before, after))
comparison = board.compare(earlier, later)

with top:
    show.heading("Are we climbing, round by round?")
board_screen.notices(comparison.services)
if not comparison.items:
    show.say(wording.board.nothing_in_common(before, after))
    board_screen.turnout(comparison)
    st.stop()
with st.container(border=True):
    show.say(wording.board.opening(comparison, programme))
for sentence in comparison.differences or [wording.board.same_conditions()]:
    show.say(sentence)
board_screen.take_away(programme, comparison)
board_screen.turnout(comparison)

for framework in comparison.frameworks:
    board_screen.framework(comparison, framework)
board_screen.ladder(comparison)
board_screen.voices(comparison)

st.header(show.escaped(wording.board.weak_heading(comparison.weak_everywhere)), anchor=False)
for change in comparison.weak_everywhere:
    show.say(wording.board.weak_item(change))

st.header(wording.board.improved_heading(comparison.improved), anchor=False)
board_screen.services(comparison.improved, after)
st.header(wording.board.slipped_heading(comparison.slipped), anchor=False)
board_screen.services(comparison.slipped, after)

board_screen.actions(programme, comparison, taken)
board_screen.trends(taken)
with st.expander("What was left out"):
    for sentence in wording.board.left_out(comparison) or ["Nothing: both rounds have the same services and items."]:
        show.say(sentence)
st.header("How this was worked out", anchor=False)
for one in (earlier, later):
    show.say(wording.board.round_facts(one, session.today()))
show.say(wording.board.HOW_COMPARED)

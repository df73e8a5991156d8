"""Are we climbing, round by round?"""

import streamlit as st

from assess import board, board_sheet, board_wording, ui

ui.viewer().require("board", "commissioner", "administrator")
top = st.container()
with st.container(key="screen-only-choices"):
    programme = ui.pick_programme(board_sheet.first_with_two_rounds)
    before, after = board_sheet.pick_rounds(programme)
    all_rounds = board_sheet.taken(board_sheet.rounds_begun(programme))
    with st.container(horizontal=True):
        chosen = board_sheet.pick_services(all_rounds[-1].services)
taken = [one.only(chosen) for one in all_rounds]
earlier, later = (next(one for one in taken if one.round == each) for each in (before, after))
comparison = board.compare(earlier, later)

with top:
    ui.heading("Are we climbing, round by round?")
board_sheet.notices(comparison.services)
if not comparison.items:
    ui.say(board_wording.nothing_in_common(before, after))
    board_sheet.turnout(comparison)
    st.stop()
with st.container(border=True):
    ui.say(board_wording.opening(comparison, programme))
for sentence in comparison.differences or [board_wording.same_conditions()]:
    ui.say(sentence)
board_sheet.take_away(programme, comparison)
board_sheet.turnout(comparison)

for framework in comparison.frameworks:
    board_sheet.framework(comparison, framework)
board_sheet.ladder(comparison)
board_sheet.voices(comparison)

st.header(ui.escaped(board_wording.weak_heading(comparison.weak_everywhere)), anchor=False)
for change in comparison.weak_everywhere:
    ui.say(board_wording.weak(change))

st.header(board_wording.improved_heading(comparison.improved), anchor=False)
board_sheet.services(comparison.improved, after)
st.header(board_wording.slipped_heading(comparison.slipped), anchor=False)
board_sheet.services(comparison.slipped, after)

board_sheet.actions(programme, comparison, taken)
board_sheet.trends(taken)
with st.expander("What was left out"):
    for sentence in board_wording.left_out(comparison) or ["Nothing: both rounds have the same services and items."]:
        ui.say(sentence)
st.header("How this was worked out", anchor=False)
for one in (earlier, later):
    ui.say(board_wording.taken(one, ui.today()))
ui.say(board_wording.HOW)

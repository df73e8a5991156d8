"""Are we climbing, round by round?"""

import streamlit as st

from assess import wording
from assess.core.board import compare
from assess.screen import board, pick, session, show

top = st.container()
with st.container(key="screen-only-choices"):
    programme = pick.programme(board.first_with_two_rounds)
    before, after = board.pick_rounds(programme)
    all_rounds = board.taken(board.rounds_begun(programme))
    with st.container(horizontal=True):
        services = board.pick_services(all_rounds[-1].services)
taken = [of_all.only(services) for of_all in all_rounds]
earlier, later = (next(part for part in taken if part.round == round_) for round_ in (before, after))
comparison = compare(earlier, later)

with top:
    show.heading("Are we climbing, round by round?")
show.notices(comparison.services)
if not comparison.items:
    show.say(wording.board.nothing_in_common(before, after))
    board.turnout(comparison)
    st.stop()
with st.container(border=True):
    show.say(wording.board.opening(comparison, programme))
for sentence in comparison.differences or [wording.board.same_conditions()]:
    show.say(sentence)
board.take_away(programme, comparison)
board.turnout(comparison)

for framework in comparison.frameworks:
    board.framework(comparison, framework)
board.ladder(comparison)
board.voices(comparison)
board.agreed((earlier, later))

show.section(wording.board.weak_heading(comparison.weak_everywhere))
for change in comparison.weak_everywhere:
    show.say(wording.board.weak_item(change))

show.section(wording.board.improved_heading(comparison.improved))
board.services(comparison.improved, after)
show.section(wording.board.slipped_heading(comparison.slipped))
board.services(comparison.slipped, after)

board.actions(programme, comparison, taken)
board.trends(taken)
with st.expander("What was left out"):
    for sentence in wording.board.left_out(comparison) or ["Nothing: both rounds have the same services and items."]:
        show.say(sentence)
show.section("How this was worked out")
for part in (earlier, later):
    show.say(wording.board.round_facts(part, session.today()))
show.say(wording.board.HOW_COMPARED)

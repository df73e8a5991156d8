"""What is rated, how are scores worked out, and what happens to what we write?"""

import streamlit as st

from assess import wording
from assess.core import scoring
from assess.screen import related, session, show

show.heading()
st.markdown(
    "Rung by Rung asks how far a service shares power with the people who use it. You rate it against three "
    "published frameworks, or others that your round was opened with, round after round, and see whether you climb."
)

show.section("The frameworks")
for framework in session.store().catalogue:
    with show.expander(framework.title):
        if framework.about:
            show.say(framework.about)
        show.rows(wording.guide.levels(framework), f"The levels of {framework.title}")
        for item in framework.items:
            show.meaning(item.title, f"{item.question}{'' if item.quick else ' (thorough form)'}")
        show.meaning("Source", framework.source)
        show.say(framework.credit)

show.section(wording.related.TITLE)
related.every()

show.section("How scores are worked out")
st.markdown(wording.guide.HOW_IN_FULL)
show.subsection("A worked example")
show.say(wording.guide.worked_example(session.store().catalogue["principles"]))
st.table(
    [{"Index": span, "We say": word} for span, word in scoring.band_spans()],
    alt="What we say of the index",
    hide_index=True,
)

show.section("What happens to what you write")
st.markdown(wording.guide.DATA)

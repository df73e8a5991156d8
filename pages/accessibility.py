"""Can I use this, and what if I cannot?"""

import streamlit as st

from assess.screen import show

show.heading()
st.markdown(
    "We want everyone to be able to use Rung by Rung. You should be able to do everything with a keyboard alone, "
    "zoom in to 400 % without scrolling sideways, use a dark or a light screen, and have every page read out."
)
show.section("How far we have got")
st.markdown(
    "It is built to meet the Web Content Accessibility Guidelines (WCAG) 2.2 at level AA. Automatic checks run on "
    "every page, in the light theme at the width of a computer and in the dark one at that of a small phone, each "
    "time it changes; the whole journey of a rating is also tried with a keyboard alone.\n\n"
    "People who answer by a code get one question a page, in short words and with a picture to each answer. They can "
    "make the text larger, and have it read aloud where their device has a voice of its own.\n\n"
    "**Not tested yet:** real screen readers, real voices, real phones, Firefox, Safari, and with disabled people. No "
    "group of people with learning disabilities has read the questions or looked at the pictures yet. Until that is "
    "done, we cannot say that it meets the guidelines in full."
)
show.section("What we know does not work well")
st.markdown(
    "- Points in a chart cannot be reached with a keyboard. Everything a chart shows is also in a table on its page.\n"
    "- On the page of all questions, a screen reader may read out the progress again after each answer."
)
show.section("Tell us")
st.markdown(
    "If something does not work for you, tell the people who run Rung by Rung in your organisation. They can give you "
    "the questions in another form: on paper, in large print, or read out. If you are not happy with the answer, the "
    "Equality Advisory and Support Service (EASS) can help: https://www.equalityadvisoryservice.com"
)

"""What do we give back to the people who took part?"""

from functools import partial

import streamlit as st

from assess.core.text import slug
from assess.present import give_back
from assess.present.pdf import pdf
from assess.present.word import word
from assess.screen import journey, pick, publication, session, show
from assess.tasks import papers

top = st.container()
with st.container(key="screen-only-choices"):
    service = pick.service("Service")
    round_ = pick.heard_round(service)
given = papers.given(session.store(), session.viewer(), service, round_, session.today())
sheet = give_back.sheet(given)
with st.container(key="screen-only-publish"):
    faults = publication.offer(given)
with top:
    show.heading(place=f"{service.key}/{round_.key}", faults=faults)
    journey.line(service, round_)
    show.say("One page for the people who took part: publish it, print it, or read it out when you meet.")
name = slug(f"{service.name} {round_.name}")
with st.container(horizontal=True, vertical_alignment="center", key="screen-only-sheet"):
    show.download("Sheet to print (PDF)", partial(pdf, sheet), f"{name}.pdf")
    show.download("Sheet to edit (Word)", partial(word, sheet), f"{name}.docx")
    show.link("changes", "Note what changed", service=service.key)
with st.container(border=True):
    show.section(sheet.title)
    show.document(sheet)

"""What do we give back to the people who took part?"""

from functools import partial

import streamlit as st

from assess import report, rounds, ui
from assess.pdf_file import pdf
from assess.word_file import word
from assess.words import slug

ui.viewer().require("manager", "administrator")
top = st.container()
with st.container(key="screen-only-choices"):
    service = ui.pick_service("Service")
    round_ = ui.pick_heard_round(service)
sheet = report.sheet(rounds.given(ui.store(), ui.viewer(), service, round_, ui.today()))
with top:
    ui.heading("Give it back", place=f"{service.key}/{round_.key}")
    ui.say("One page for the people who took part: print it, send it, or read it out when you meet.")
name = slug(f"{service.name} {round_.name}")
with st.container(horizontal=True, key="screen-only-sheet"):
    ui.download("Sheet to print (PDF)", partial(pdf, sheet), f"{name}.pdf")
    ui.download("Sheet to edit (Word)", partial(word, sheet), f"{name}.docx")
with st.container(border=True):
    st.header(ui.escaped(sheet.title), anchor=False)
    ui.document(sheet)

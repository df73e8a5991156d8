"""How do I export everything, and import spreadsheets?"""

from functools import partial

import streamlit as st

from assess.screen import data, session, show
from assess.tasks import export_tables
from assess.tasks.table_files import TABLE_FORMATS

viewer, store = session.viewer(), session.store()
top = st.container()
faults: list[str] = []

show.section("Take out")
show.say(
    "Services, rounds with the wording of their frameworks, ratings and actions that you may see, with what each "
    "column means. What one person said by a code is not in it; of people it holds the level that is shown here, and "
    "their words without saying who."
)
with st.container(horizontal=True):
    for kind, (end, write) in TABLE_FORMATS.items():
        tables = partial(export_tables.exported, store, viewer)
        show.download(data.LABELS[kind], partial(data.made, write, tables), f"rung-by-rung-{kind}.{end}")

if viewer.administers:
    show.section("Bring in")
    show.say(
        "Fill in a template or change an export: a row without a key is new. Services, ratings and actions can be "
        "changed, programmes and rounds stay as they are. You see what every row would do before anything changes; "
        "when one row is refused, none is imported. Past rounds keep their dates."
    )
    tables = partial(export_tables.template, store, viewer, session.today())
    with st.container(horizontal=True):
        for kind in ("xlsx", "csv"):
            end, write = TABLE_FORMATS[kind]
            label = f"Template: {data.LABELS[kind]}"
            show.download(label, partial(data.made, write, tables), f"rung-by-rung-template-{kind}.{end}")
    faults = data.bring()
with top:
    show.heading(faults=faults)

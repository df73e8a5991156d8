"""What did somebody share with me?"""

import streamlit as st

from assess import wording
from assess.core.errors import InputError
from assess.screen import share, show

body, foot = st.container(), st.container()
try:
    link = share.opened()
except InputError as closed:
    show.heading(faults=[str(closed)])
    st.stop()
with foot:
    show.info(wording.links.foot(link), icon="visibility")
with body:
    share.read(link)

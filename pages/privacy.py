"""What is held, where, for how long, and who sees it?"""

import streamlit as st

from assess import wording
from assess.screen import show
from assess.server import settings

show.heading("What is held, and who sees it")
st.markdown(wording.privacy.what_is_held(settings.rules()))

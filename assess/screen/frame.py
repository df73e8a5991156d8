"""The script of every page: find out who the viewer is, draw the menu, and run the page if they may open it."""

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from assess.core import logs
from assess.core.errors import AssessError, NotAllowedError, NothingYetError
from assess.screen import handover, navigation, pages, session, show, uploads
from assess.store.cache import one_moment

st.set_page_config(page_title="Rung by Rung", page_icon=show.ICON, initial_sidebar_state=232)
try:
    viewer = session.arrive()
except AssessError as error:
    show.heading("Rung by Rung", faults=session.faults_of(error))
    st.stop()
page, script = navigation.resolve(viewer)
handover.keep_to_form(page)
pages.begin(page, viewer)
st.set_page_config(layout="wide" if page.is_wide else "centered")
uploads.only_if(page.takes_files(viewer))
navigation.follow_links()
# These need no menu: guests with a code only answer, a question of a meeting fills the screen, and a reader by a link
# has no other page.
if page.section and not navigation.chosen("code") and not navigation.chosen("board"):
    navigation.sidebar(viewer)
top, body = st.container(), st.container()
# A page may stop the run, so draw the foot of the page first.
if navigation.chosen("code"):
    navigation.foot(page)
    handover.offer_to_take_back()
try:
    if not page.is_open_to(viewer):
        raise NotAllowedError("This page is for other roles than the one you have here.")
    with body, one_moment():
        script.run()
except StopException:
    # The page has ended itself; any other end that skips the last line is an interruption.
    show.forget_shown()
    raise
except NothingYetError as nothing:
    with top:
        show.heading()
    show.info(str(nothing))
    if nothing.page:
        show.link(nothing.page, nothing.label, icon="arrow_forward", **nothing.choices)
except AssessError as error:
    if isinstance(error, NotAllowedError):
        logs.refused(page.name, viewer.principal, viewer.roles)
    with top:
        show.heading(faults=show.faults_of(error))
show.forget_shown()

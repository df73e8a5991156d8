"""The served app: `streamlit run dashboard.py`.

The script that draws the pages is `assess/frame.py`: with a script beside `pages/`, Streamlit's older router
would open a deep link such as /result without the frame, its menu and its checks.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from assess import serving, ui
from assess.errors import AssessError


@asynccontextmanager
async def _open_store(_: st.App) -> AsyncIterator[None]:
    try:
        ui.store()
    except AssessError as error:
        # The pages say it too; a server that did not start could not.
        logging.getLogger("assess").error("%s", error)  # noqa: TRY400 - the sentence is all there is to say
    serving.keep_clicks_quick()
    yield
    ui.close_store()


app = st.App("assess/frame.py", middleware=[Middleware(serving.SecurityHeaders)], lifespan=_open_store)

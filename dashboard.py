"""The served app: `streamlit run dashboard.py`.

The script that draws the pages is `assess/frame.py`: with a script beside `pages/`, Streamlit's older router
would open a deep link such as /result without the frame, its menu and its checks.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import streamlit as st
from starlette.middleware import Middleware

from assess import backup, serving, settings, ui
from assess.errors import AssessError


@asynccontextmanager
async def _open_store(_: st.App) -> AsyncIterator[None]:
    try:
        ui.store()
    except AssessError as error:
        # The pages say it too; a server that did not start could not.
        logging.getLogger("assess").error("%s", error)  # noqa: TRY400 - the sentence is all there is to say
    serving.keep_clicks_quick()
    nightly = asyncio.create_task(_back_up_nightly())
    yield
    nightly.cancel()
    ui.close_store()


async def _back_up_nightly() -> None:
    log = logging.getLogger("assess")
    try:
        at = settings.backup_at()
        while at is not None:
            await asyncio.sleep(backup.until(at, datetime.now(UTC).astimezone()))
            try:
                made = await asyncio.to_thread(backup.make, ui.store(), datetime.now(UTC).astimezone())
                log.info("backup %s made", made.name)
            except AssessError as error:
                # Tomorrow is another night.
                log.error("%s", error)  # noqa: TRY400 - the sentence is all there is to say
    except AssessError as error:
        log.error("%s", error)  # noqa: TRY400 - the sentence is all there is to say


app = st.App("assess/frame.py", middleware=[Middleware(serving.SecurityHeaders)], lifespan=_open_store)

"""The served app: `streamlit run dashboard.py`.

The script of every page is `assess/screen/frame.py`. With a script beside `pages/`, Streamlit's older router would open
a deep link such as /result without the frame, its menu and its check of roles.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import streamlit as st
from starlette.middleware import Middleware

from assess.core import logs
from assess.core.errors import AssessError
from assess.core.logs import LOG
from assess.present import charts
from assess.screen import session
from assess.server import serving, settings
from assess.tasks import backup

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@asynccontextmanager
async def _open_store(_: st.App) -> AsyncIterator[None]:
    try:
        session.store()
    except AssessError as error:
        # The pages show it too; a server that refused to start could not.
        LOG.error("%s", error)
    LOG.info("started")
    charts.specification.get_ready()
    serving.keep_clicks_quick()
    nightly = asyncio.create_task(_back_up_nightly())
    yield
    nightly.cancel()
    session.close_store()


def _refuse_what_is_set_wrongly() -> None:
    """Exit with a sentence when a setting is wrong, or would let people in without signing in."""
    try:
        deployed = settings.is_deployed()
        settings.session_hours()
        settings.rules()
        settings.backup_at()
    except AssessError as error:
        sys.exit(str(error))
    if deployed and not (st.secrets.load_if_toml_exists() and "auth" in st.secrets):
        sys.exit("ASSESS_MODE is deployed, but .streamlit/secrets.toml has no [auth] part, so nobody could sign in.")
    if not deployed and st.get_option("server.address") not in LOOPBACK:
        sys.exit(
            "Without sign-in, Rung by Rung listens on this computer alone: leave server.address at localhost, "
            "or set ASSESS_MODE=deployed."
        )


async def _back_up_nightly() -> None:
    at = settings.backup_at()
    while at is not None:
        await asyncio.sleep(backup.until(at, datetime.now(UTC).astimezone()))
        try:
            made = await asyncio.to_thread(backup.make, session.store(), datetime.now(UTC).astimezone())
            LOG.info("backup %s made", made.name)
        except AssessError as error:
            # The loop goes on: the next night it tries again.
            LOG.error("%s", error)


_refuse_what_is_set_wrongly()
logs.log_as_json()
app = st.App(
    session.FRAME,
    middleware=[
        # Streamlit checks the host on the websocket alone; pages and downloads need the check as well.
        Middleware(serving.OwnHosts, allowed_hosts=st.get_option("server.allowedHosts") or ["*"]),
        Middleware(serving.SecurityHeaders),
    ],
    lifespan=_open_store,
    routes=[serving.ready(lambda: session.store().is_empty())],
)

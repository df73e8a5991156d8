"""The served app: `streamlit run dashboard.py`.

The script of every page is `assess/screen/frame.py`. With a script beside `pages/`, Streamlit's older router would open
a deep link such as /result without the frame, its menu and its check of roles.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from streamlit import file_util

from assess.core import dates, logs
from assess.core.errors import AssessError
from assess.core.logs import LOG
from assess.database import private
from assess.present import charts
from assess.present.signs import rendering
from assess.screen import downloads, pages, session, show
from assess.screen.uploads import UPLOADS
from assess.server import chores, guards, serving, settings, starting, static
from assess.server.uploads import UploadGuard
from assess.tasks import backup


@asynccontextmanager
async def _open_store(_: st.App) -> AsyncIterator[None]:
    try:
        session.store()
    except AssessError as error:
        # The pages show it too; a server that refused to start could not.
        LOG.error("%s", error)
    LOG.info("started")
    charts.specification.get_ready()
    rendering.get_ready()
    pages.get_ready()
    serving.keep_clicks_quick()
    tasks = [asyncio.create_task(chore) for chore in _chores()]
    yield
    for task in tasks:
        task.cancel()
    session.close_store()


def _chores() -> Iterator[Coroutine[None, None, None]]:
    """Yield the work that the server does by itself."""
    yield chores.repeat("Letting go of downloads", downloads.release, lambda: downloads.SECONDS / 2)
    yield chores.repeat("Writing changes into the file", lambda: session.store().settle(), lambda: 60)
    if (at := settings.backup_at()) is not None:
        yield chores.repeat("The nightly backup", _back_up, lambda: backup.until(at, _now()))


def _refuse_what_is_set_wrongly() -> None:
    """Exit with a sentence when a setting is wrong, or would let people in without signing in; set the time zone."""
    try:
        settings.session_hours()
        settings.rules()
        settings.backup_at()
        settings.shows_metrics()
        dates.use_zone(settings.time_zone())
        auth = st.secrets.get("auth") if st.secrets.load_if_toml_exists() else None
        if settings.is_deployed():
            starting.require_sign_in(auth)
        else:
            address, hosts = st.get_option("server.address"), st.get_option("server.allowedHosts")
            starting.require_this_computer(address, hosts, has_sign_in=auth is not None)
    except AssessError as error:
        sys.exit(str(error))


def _checks() -> list[guards.Check]:
    """Return the checks that each request must pass."""
    checks: list[guards.Check] = [guards.from_own_origin]
    if not settings.is_deployed():
        checks.insert(0, guards.from_this_computer)
    if not settings.shows_metrics():
        checks.append(guards.without_metrics)
    return checks


async def _start(request: Request) -> RedirectResponse:
    """Lead to the start page, which Streamlit knows by no name, from the name that it has in links."""
    return RedirectResponse(f"./?{request.url.query}")


def _back_up() -> None:
    LOG.info("backup %s made", backup.make(session.store(), _now()).name)


def _now() -> datetime:
    return dates.local(datetime.now(UTC))


_refuse_what_is_set_wrongly()
logs.log_as_json()
private.keep_new_files_private()
app = st.App(
    session.FRAME,
    middleware=[
        Middleware(serving.SecurityHeaders),
        Middleware(guards.Guard, checks=_checks()),
        Middleware(UploadGuard, uploads=UPLOADS),
        Middleware(
            static.QuickPage,
            folder=Path(file_util.get_static_dir()),
            origins=st.get_option("client.allowedOrigins"),
            style=show.STYLE,
        ),
        Middleware(static.CompressedFiles),
        # Streamlit checks the host on the websocket alone; pages and downloads need the check as well.
        Middleware(serving.OwnHosts, allowed_hosts=st.get_option("server.allowedHosts") or ["*"]),
    ],
    lifespan=_open_store,
    routes=[
        serving.Readiness(lambda: session.store().can_write()).route(),
        *(Route(f"/{page.name}", _start) for page in pages.TABLE if page.section == "Start"),
    ],
)

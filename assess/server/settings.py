"""Settings from environment variables."""

import os
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from assess.core import catalogue, paths
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.peers import USUAL, Rules
from assess.database import opening
from assess.database.opening import Home

FEWEST_PEERS, MOST_PEERS = 5, 30


def database() -> Home:
    """Return the home that ASSESS_DATABASE names, by default the file `data/assess.duckdb`; see `paths.DATA`."""
    told = os.environ.get("ASSESS_DATABASE")
    return opening.named_by(told) if told else paths.DATA / "assess.duckdb"


def frameworks() -> Catalogue:
    """Return the frameworks that come with the program and those of the folder that ASSESS_FRAMEWORKS names, if any."""
    folder = os.environ.get("ASSESS_FRAMEWORKS")
    return catalogue.read(besides=Path(folder) if folder else None)


def backup_at() -> time | None:
    """Return when the served app makes its nightly backup (ASSESS_BACKUP_AT, by default 02:00), None for "off"."""
    told = os.environ.get("ASSESS_BACKUP_AT") or "02:00"
    if told == "off":
        return None
    try:
        return time.fromisoformat(told)
    except ValueError as error:
        raise InputError(f"ASSESS_BACKUP_AT is “{told}”; it must be a time such as 02:00, or off.") from error


def time_zone() -> ZoneInfo | None:
    """Return the time zone in which days begin and end (ASSESS_TIME_ZONE), by default None for the computer's."""
    setting = os.environ.get("ASSESS_TIME_ZONE")
    if not setting:
        return None
    try:
        return ZoneInfo(setting)
    except (KeyError, ValueError, OSError) as error:
        raise InputError(f"ASSESS_TIME_ZONE is “{setting}”; it must be a name such as Europe/London.") from error


def is_deployed() -> bool:
    """Say whether people must sign in (ASSESS_MODE=deployed); by default one person on a laptop does all."""
    told = os.environ.get("ASSESS_MODE") or "laptop"
    if told not in ("laptop", "deployed"):
        raise InputError(f"ASSESS_MODE is “{told}”; it must be laptop or deployed.")
    return told == "deployed"


def shows_metrics() -> bool:
    """Return whether /_stcore/metrics answers (ASSESS_METRICS, by default off)."""
    setting = os.environ.get("ASSESS_METRICS") or "off"
    if setting not in ("on", "off"):
        raise InputError(f"ASSESS_METRICS is “{setting}”; it must be on or off.")
    return setting == "on"


def session_hours() -> float:
    """Return after how many hours people must sign in again (ASSESS_SESSION_HOURS, by default 12)."""
    told = os.environ.get("ASSESS_SESSION_HOURS") or "12"
    try:
        hours = float(told)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24 * 30:
        raise InputError(f"ASSESS_SESSION_HOURS is “{told}”; it must be a number of hours up to 720.")
    return hours


def first_administrator() -> str:
    """Return who is administrator while nobody else is (ASSESS_FIRST_ADMINISTRATOR): "issuer subject", "" for none."""
    return os.environ.get("ASSESS_FIRST_ADMINISTRATOR", "").strip()


def rules() -> Rules:
    """Return the rules of the benchmark, with ASSESS_PEERS peers at least; an InputError for a number out of range."""
    told = os.environ.get("ASSESS_PEERS") or str(USUAL.peers)
    if not told.isdecimal() or not FEWEST_PEERS <= int(told) <= MOST_PEERS:
        raise InputError(f"ASSESS_PEERS is “{told}”; it must be a whole number from {FEWEST_PEERS} to {MOST_PEERS}.")
    return Rules(peers=int(told))

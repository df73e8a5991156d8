"""What the environment decides."""

import os
from datetime import time
from pathlib import Path

from assess.benchmark import USUAL, Rules
from assess.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
FEWEST_PEERS, MOST_PEERS = 5, 30


def database_path() -> Path:
    """Return the database that ASSESS_DATABASE names, by default `data/assess.duckdb` of the project."""
    return Path(os.environ.get("ASSESS_DATABASE") or ROOT / "data" / "assess.duckdb")


def backup_at() -> time | None:
    """Return when the served app makes its nightly backup (ASSESS_BACKUP_AT, by default 02:00), None for "off"."""
    told = os.environ.get("ASSESS_BACKUP_AT") or "02:00"
    if told == "off":
        return None
    try:
        return time.fromisoformat(told)
    except ValueError as error:
        raise InputError(f"ASSESS_BACKUP_AT is “{told}”; it must be a time such as 02:00, or off.") from error


def rules() -> Rules:
    """Return the rules of the benchmark, with ASSESS_PEERS peers at least; an InputError for a number out of range."""
    told = os.environ.get("ASSESS_PEERS") or str(USUAL.peers)
    if not told.isdecimal() or not FEWEST_PEERS <= int(told) <= MOST_PEERS:
        raise InputError(f"ASSESS_PEERS is “{told}”; it must be a whole number from {FEWEST_PEERS} to {MOST_PEERS}.")
    return Rules(peers=int(told))

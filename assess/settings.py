"""What the environment decides."""

import os
from pathlib import Path

from assess.benchmark import USUAL, Rules
from assess.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
FEWEST_PEERS, MOST_PEERS = 5, 30


def database_path() -> Path:
    """Return the database that ASSESS_DATABASE names, by default `data/assess.duckdb` of the project."""
    return Path(os.environ.get("ASSESS_DATABASE") or ROOT / "data" / "assess.duckdb")


def rules() -> Rules:
    """Return the rules of the benchmark, with ASSESS_PEERS peers at least; an InputError for a number out of range."""
    told = os.environ.get("ASSESS_PEERS") or str(USUAL.peers)
    if not told.isdecimal() or not FEWEST_PEERS <= int(told) <= MOST_PEERS:
        raise InputError(f"ASSESS_PEERS is “{told}”; it must be a whole number from {FEWEST_PEERS} to {MOST_PEERS}.")
    return Rules(peers=int(told))

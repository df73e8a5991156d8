"""What the environment decides."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def database_path() -> Path:
    """Return the database that ASSESS_DATABASE names, by default `data/assess.duckdb` of the project."""
    return Path(os.environ.get("ASSESS_DATABASE") or ROOT / "data" / "assess.duckdb")

"""The server's log: a JSON object a line, of acts and faults, never of what people typed.

Nobody is named: people are the tokens of the database, and an error is its own sentence, which names files and
settings alone.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from functools import lru_cache

LOG = logging.getLogger("assess")
_FACTS = ("page", "who", "roles")  # the fields that a line of the log may have beside its event


class JsonLines(logging.Formatter):
    """Formats a record of the log as a JSON object: its time, severity, event and fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        facts = {name: getattr(record, name) for name in _FACTS if hasattr(record, name)}
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, "level": record.levelname.lower(), "event": record.getMessage(), **facts})


def log_as_json() -> None:
    """Write the server's own records to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    LOG.handlers, LOG.propagate = [handler], False
    LOG.setLevel(logging.INFO)


def refused(page: str, who: str, roles: frozenset[str]) -> None:
    """Log that somebody asked for something that they may not see."""
    LOG.warning("refused", extra={"page": page, "who": who or "nobody", "roles": sorted(roles)})


@lru_cache(maxsize=100)
def unknown_proxy(address: str) -> None:
    """Log, once for each proxy, that its X-Forwarded-For is ignored."""
    LOG.warning("%s sends X-Forwarded-For, but FORWARDED_ALLOW_IPS does not name it: all behind it are one", address)

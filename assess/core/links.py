"""Links that open one result, one comparison or one board's paper without an account, to be read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from assess.core.errors import InputError
from assess.core.programme import Round

Opens = Literal["result", "compare", "paper"]

USUAL_DAYS, MOST_DAYS = 30, 365
# The same sentence for an unknown link, an ended one and a revoked one.
CLOSED = "This link does not open anything (any more). Ask the person who sent it."


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link opens: a page about a service (`result`) or a programme, up to a round.

    `earlier` is the round that it is compared with; `kind` and `area` choose some of the programme's services, and
    `whose` are the levels. Without `words` nothing that people or staff typed is in it.
    """

    page: Opens
    about: str
    round: str
    earlier: str = ""
    kind: str = ""
    area: str = ""
    whose: str = ""
    words: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands: who made it and when, its last day, when it was revoked, and on which days it was opened.

    The secret by which it opens is in no value: the database has a digest of it alone.
    """

    key: str
    shared: Shared
    until: date
    principal: str
    made: datetime
    revoked: datetime | None = None
    last_opened: date | None = None
    days_opened: int = 0

    def is_open(self, today: date) -> bool:
        """Say whether it opens something today; the last day belongs to it."""
        return self.revoked is None and today <= self.until


def last_day(today: date, days: int) -> date:
    """Return the last day of a link that holds for so many days; an InputError unless it is 1 to 365."""
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"A link holds for 1 to {MOST_DAYS} days.")
    return today + timedelta(days=days)


def rounds_up_to(rounds: Sequence[Round], last: str) -> list[str]:
    """Return the keys of the rounds up to this one, from rounds in their order; [] if it is none of them.

    A result and a comparison are a path through the rounds; rounds after the shared one are not in it.
    """
    keys = [round_.key for round_ in rounds]
    return keys[: keys.index(last) + 1] if last in keys else []

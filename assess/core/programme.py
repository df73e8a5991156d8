"""Who is rated and when: a programme, its services and its rounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assess.core.dates import last_moment
from assess.core.framework import Form

READING = "Our reading"  # the beginning of the notice of a service whose levels are our reading of a published report


@dataclass(frozen=True, slots=True)
class Programme:
    """Services that are rated in the same rounds."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Service:
    """What is rated. `notice` says whose its ratings are, "" for an organisation's own ratings.

    The first line of a notice is shown wherever the ratings are; the lines below it say how to read them.
    """

    key: str
    name: str
    organisation: str
    kind: str
    area: str
    programme: str
    shares_learning: bool = False
    notice: str = ""

    @property
    def is_reading(self) -> bool:
        """Whether its levels are our reading of a published report: the organisation itself rated nothing."""
        return self.notice.startswith(READING)


def notices(services: Iterable[Service]) -> list[str]:
    """Return the first line of each notice of these services, once each."""
    return list(dict.fromkeys(service.notice.partition("\n")[0] for service in services if service.notice))


def cautions(services: Iterable[Service]) -> list[str]:
    """Return what the notices of these services say below their first line, once each."""
    below = (service.notice.partition("\n")[2].strip() for service in services)
    return list(dict.fromkeys(text for text in below if text))


@dataclass(frozen=True, slots=True)
class Round:
    """A time in which a programme's services rate themselves; both days belong to it.

    `ended` is when it was closed before its last day (UTC), None when it was not. `carries` offers the answers
    of the round before to be confirmed; they count only when they are.
    """

    key: str
    programme: str
    name: str
    opens: date
    closes: date
    form: Form = "quick"
    ended: datetime | None = None
    carries: bool = False

    def is_open(self, today: date) -> bool:
        """Say whether answers given today count."""
        return self.opens <= today and not self.has_closed(today)

    def has_closed(self, today: date) -> bool:
        """Say whether its last day has passed or it was closed before that."""
        return self.ended is not None or self.closes < today

    @property
    def until(self) -> datetime:
        """The last moment (UTC) at which a submission counts."""
        ends = last_moment(self.closes)
        return ends if self.ended is None else min(ends, self.ended)

    def counts(self, at: datetime) -> bool:
        """Say whether a submission at this moment (UTC) counts: after the close it is stored as late."""
        return at <= self.until

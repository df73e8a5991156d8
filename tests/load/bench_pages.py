"""How long a page takes to be drawn in a new session, and how much of it is sent, beside limits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from load.client import Client

# Limits in multiples of a bare page's time: for the first page of all, and for a later page in a new session.
FIRST, WARM = 15, 8


@dataclass(frozen=True, slots=True)
class Limit:
    """A page, its query string, and how many KiB of messages it may send when it is opened."""

    page: str
    kib: int
    query: str = ""


LIMITS = (
    Limit("home", 30),
    Limit("rate", 25),
    Limit("result", 75),
    Limit("compare", 120),
    Limit("rounds", 40),
    Limit("benchmark", 35),
    Limit("portfolio", 130),
    Limit("portfolio", 80, "kind=home+care"),
)


@dataclass(frozen=True, slots=True)
class PageLine:
    """One page in a new session: milliseconds when nothing is cached and after that, and what was sent."""

    name: str
    first: float
    warm: float
    first_ratio: float
    warm_ratio: float
    messages: int
    kib: float
    limit: int

    def __str__(self) -> str:
        """Return the measurement as a line of text."""
        fits = self.first_ratio <= FIRST and self.warm_ratio <= WARM and self.kib <= self.limit
        return (
            f"{self.name:<32}{self.warm:>9.1f} ms {self.warm_ratio:>7.2f} x bare page (limit {WARM}); "
            f"first {self.first:.1f} ms, {self.first_ratio:.2f} x (limit {FIRST}); "
            f"{self.messages} messages, {self.kib:.1f} KiB (limit {self.limit})  {'ok' if fits else 'OVER'}"
        )


def lines(address: str, bare: float, times: int = 9) -> Iterator[PageLine]:
    """Measure each page of a server that nobody has opened yet; `bare` is what a page with one checkbox takes."""
    # The first session includes work that the server does only once.
    drawn(address, LIMITS[0])
    for limit in LIMITS:
        (first, _), *later = [drawn(address, limit) for _ in range(times)]
        warm, sent = median(ms for ms, _ in later), later[-1][1]
        name = f"{limit.page}?{limit.query}" if limit.query else limit.page
        yield PageLine(name, first, warm, first / bare, warm / bare, len(sent), sum(map(len, sent)) / 1024, limit.kib)


def drawn(address: str, limit: Limit) -> tuple[float, Sequence[bytes]]:
    """Open a page in a new session; return the milliseconds until it is drawn, and what was sent."""
    received: list[bytes] = []
    with Client(address, received=received) as client:
        return client.open(limit.page, limit.query), received

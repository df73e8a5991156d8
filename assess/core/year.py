"""The year of a programme that is reported on: which rounds closed in it, and which two are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assess.core.dates import date_of
from assess.core.programme import Round


@dataclass(frozen=True, slots=True)
class Foreword:
    """What the chair of the people's network writes before a report, as the one field of a form."""

    words: str


def closed_in(round_: Round, today: date) -> int | None:
    """Return the year in which a round closed, None while it is open or still to come."""
    return date_of(round_.until).year if round_.has_closed(today) else None


def years(rounds: Sequence[Round], today: date) -> list[int]:
    """Return the years in which a round closed, the newest first."""
    closed = {closed_in(round_, today) for round_ in rounds}
    return sorted((year for year in closed if year is not None), reverse=True)


def of_year(rounds: Sequence[Round], year: int, today: date) -> list[Round]:
    """Return the rounds that closed in a year, oldest first."""
    return sorted((each for each in rounds if closed_in(each, today) == year), key=lambda each: (each.until, each.key))


def compared(rounds: Sequence[Round], year: int, today: date) -> tuple[Round, Round]:
    """Return the last round before this year and the last of this year: their comparison is the year's progress.

    Without an earlier year the first is the first round of this year; a year with a single round has it as both. `year`
    is one of `years`.
    """
    own = of_year(rounds, year, today)
    earlier = [each for number in years(rounds, today) if number < year for each in of_year(rounds, number, today)[-1:]]
    return (earlier[0] if earlier else own[0]), own[-1]

"""A short way to write a service's standing and what both voices say."""

from datetime import UTC, date, datetime

from assess.core.answers import Answer
from assess.core.framework import Framework, Voice
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.scoring import Standing, standing

LARKRISE = Service("larkrise", "Larkrise", "Borsetshire Council", "home care", "Borsetshire", "borsetshire")
SPRING = Round("spring", "borsetshire", "Spring 2026", date(2026, 3, 1), date(2026, 5, 31))
AUTUMN = Round("autumn", "borsetshire", "Autumn 2026", date(2026, 9, 1), date(2026, 11, 30))


def stood(framework: Framework, *said: int | str | None, note: str = "") -> Standing:
    """Return the standing that levels, reasons and blanks for a framework's first items give."""
    answers = {
        (framework.key, item.key): Answer(
            framework.key,
            item.key,
            level=one if isinstance(one, int) else None,
            does_not_apply=one if isinstance(one, str) else "",
            note=note,
        )
        for item, one in zip(framework.asked("quick", "service"), said, strict=False)
    }
    return standing(framework, "quick", "service", answers)


def voices_on(item: str, service: int | None, people: int | None, agreed: int | None = None) -> Position:
    headline = service if agreed is None else agreed
    at = datetime(2026, 10, 1, tzinfo=UTC)
    voice: Voice = "people" if headline is None else "service"
    return Position(
        "larkrise", "autumn", "principles", item, headline or 0, voice, False, service, people, 6, agreed, at
    )

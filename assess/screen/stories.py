"""What stands in the tabs of a result where there is something to tell: themes, and how the service tells it."""

from collections.abc import Callable, Mapping
from functools import partial

from assess.core.programme import Round, Service
from assess.screen import case_notes, together


def of(service: Service, round_: Round) -> Mapping[str, Callable[[], object]]:
    """Return the tabs by their names, each with what draws it; none for a service that has nothing of it."""
    tabs: dict[str, Callable[[], object]] = {}
    if themes := together.of(service, round_).themes:
        tabs[f"Themes ({len(themes)})"] = partial(together.told, service, round_)
    if not case_notes.of(service, round_).is_empty:
        tabs["How it came about"] = partial(case_notes.told, service, round_)
    return tabs

"""The tabs of a result for themes and for the service's own account, if there are any."""

from collections.abc import Callable, Mapping
from functools import partial

from assess.core.programme import Round, Service
from assess.screen import case_notes, together


def of(service: Service, round_: Round) -> Mapping[str, Callable[[], object]]:
    """Return the tabs by their names, each with the function that draws it; {} for a service without either."""
    tabs: dict[str, Callable[[], object]] = {}
    if themes := together.of(service, round_).themes:
        tabs[f"Themes ({len(themes)})"] = partial(together.told, service, round_)
    if not case_notes.of(service, round_).is_empty:
        tabs["How it came about"] = partial(case_notes.told, service, round_)
    return tabs

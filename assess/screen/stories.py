"""The tabs of a result for themes and for the service's own account, if there are any."""

from collections.abc import Callable, Mapping
from functools import partial

from assess.core.programme import Round, Service
from assess.screen import case_notes, together

Tabs = Mapping[str, Callable[[], object]]


def themes(service: Service, round_: Round) -> Tabs:
    """Return the tab of the themes that people's notes were sorted into, by its name; none where there is no theme."""
    count = len(together.of(service, round_).themes)
    return {f"Themes ({count})": partial(together.told, service, round_)} if count else {}


def case_note(service: Service, round_: Round) -> Tabs:
    """Return the tab that tells how a result came about, by its name; none where the service has not told it."""
    is_empty = case_notes.of(service, round_).is_empty
    return {} if is_empty else {"How it came about": partial(case_notes.told, service, round_)}

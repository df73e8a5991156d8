"""A viewer's scope in SQL, and the checks of what a viewer may do.

Every query about ratings carries `IN_SCOPE`, so that rows outside the viewer's scope never leave the database.
"""

from dataclasses import replace

from assess.core.access import Scope, Viewer
from assess.core.errors import NotAllowedError
from assess.database.interface import Transaction

# The condition on a service `s`; `parameters` has its values. (`= ANY(?)` means the same and takes twice as long to
# plan.)
IN_SCOPE = "(? OR list_contains(?, s.key) OR list_contains(?, s.programme) OR list_contains(?, s.area))"
# The same where a service was in another programme than now: `{programme}` is the column that has it.
IN_SCOPE_THEN = "(? OR list_contains(?, s.key) OR list_contains(?, {programme}) OR list_contains(?, s.area))"


def in_rounds(column: str) -> str:
    """Return the condition that a round is one of a link's, which opens some alone; `rounds_of` has its values."""
    return f"(? OR list_contains(?, {column}))"


# The condition on a service `s` in a round; `round_parameters` has the values.
POSITION_IN_SCOPE = f"({IN_SCOPE} AND {in_rounds('p.round')})"
ROUND_IN_SCOPE = f"({IN_SCOPE} AND {in_rounds('r.round')})"
# The condition on a response `r` about a service `s`; `response_parameters` has its values. People's own answers are
# in nobody's scope but their own, and nothing else is in theirs.
RESPONSE_IN_SCOPE = f"(({ROUND_IN_SCOPE} AND r.voice <> 'people') OR (list_contains(?, r.key) AND r.voice = 'people'))"
_IS_RATED = f"SELECT 1 FROM service s WHERE {IN_SCOPE} AND s.key = ?"


def parameters(scope: Scope) -> list[bool | list[str]]:
    """Return the values for `IN_SCOPE`, in its order."""
    return [scope.everything, list(scope.services), list(scope.programmes), list(scope.areas)]


def rounds_of(scope: Scope) -> list[bool | list[str]]:
    """Return the values for the condition on a round, in its order."""
    return [scope.rounds is None, list(scope.rounds or ())]


def round_parameters(scope: Scope) -> list[bool | list[str]]:
    """Return the values for `ROUND_IN_SCOPE` and similar conditions, in their order."""
    return [*parameters(scope), *rounds_of(scope)]


def response_parameters(scope: Scope) -> list[bool | list[str]]:
    """Return the values for `RESPONSE_IN_SCOPE`, in its order."""
    return [*round_parameters(scope), list(scope.responses)]


def over_round(scope: Scope, programme: str) -> list[bool | list[str]]:
    """Return the values for `ROUND_IN_SCOPE` in a query about one round of a programme.

    A role over a programme is over its rounds, with all services that were in them: one that has moved on since stays
    in what is counted there.
    """
    return round_parameters(replace(scope, everything=scope.everything or programme in scope.programmes))


def require_administrator(viewer: Viewer) -> None:
    """Raise NotAllowedError unless the viewer administers everything."""
    if not viewer.administers:
        raise NotAllowedError("Only an administrator of everything may do this.")


def runs(viewer: Viewer, programme: str) -> bool:
    """Say whether the viewer may open and close the rounds of a programme."""
    return viewer.runs.everything or programme in viewer.runs.programmes


def require_set_up(viewer: Viewer, programme: str = "") -> None:
    """Raise NotAllowedError unless the viewer may rate all of a programme, or everything if no programme is named."""
    if not viewer.rates.everything and programme not in viewer.rates.programmes:
        raise NotAllowedError("You may not set up what is rated here.")


def require_runs(viewer: Viewer, programme: str = "") -> None:
    """Raise NotAllowedError unless the viewer runs a programme's rounds or sets it up; without one, all programmes."""
    if not may_run(viewer, programme):
        raise NotAllowedError("You may not set up what is rated here.")


def may_run(viewer: Viewer, programme: str = "") -> bool:
    """Say whether the viewer runs the rounds of a programme or sets it up; with "", those of all programmes."""
    return runs(viewer, programme) or viewer.rates.everything or programme in viewer.rates.programmes


def require_rates(transaction: Transaction, viewer: Viewer, service: str) -> None:
    """Raise NotAllowedError unless there is such a service and the viewer may rate it."""
    if not transaction.read(_IS_RATED, [*parameters(viewer.rates), service]):
        raise NotAllowedError(f"There is no service “{service}” that you may rate.")

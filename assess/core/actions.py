"""What a service says it will do about an item, and whether it did."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from assess.core.text import withheld

ActionState = Literal["to do", "under way", "done", "dropped"]
STATES: tuple[ActionState, ...] = get_args(ActionState)


@dataclass(frozen=True, slots=True)
class Action:
    """A promise on one item: from which level to which, what is done, by which roles, until when.

    `owner` and `co_owner` are roles, not names; `co_owner` is from the people's side. `made` is the day of the promise.
    """

    key: str
    service: str
    round: str
    framework: str
    item: str
    level: int | None
    target: int
    what: str
    owner: str
    co_owner: str
    due: date
    state: ActionState
    made: date

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.state in ("done", "dropped")

    def without_words(self) -> "Action":
        """Return this action without typed text; it only says whether there are an owner and a co-owner."""
        return replace(self, what=withheld(self.what), owner=withheld(self.owner), co_owner=withheld(self.co_owner))

    def is_overdue(self, today: date) -> bool:
        """Say whether its due date has passed while it is not finished."""
        return not self.is_finished and self.due < today

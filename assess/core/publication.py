"""What a service publishes to the people who answered about it: they read it by the code with which they answered."""

from dataclasses import dataclass
from datetime import date, datetime

from assess.core.actions import ActionState
from assess.core.errors import InputError


@dataclass(frozen=True, slots=True)
class Promise:
    """A published action as it stands now: `what` as it was published, the rest as it is kept today.

    `since` is the day on which its state or its details were last changed.
    """

    what: str
    state: ActionState
    owner: str
    co_owner: str
    due: date
    since: date


@dataclass(frozen=True, slots=True)
class Publication:
    """A sheet as it was published: plain text with a line for each sentence, a point of a list beginning with `- `.

    `changed` says what changed because of people. `promised` has a line for each action, and `actions` the action's key
    in the same line. `at` is when it was published (UTC), None for one that is not published.
    """

    service: str
    round: str
    told: str
    heard: str
    promised: str
    actions: str
    at: datetime | None = None
    changed: str = ""

    def __post_init__(self) -> None:
        """Raise an InputError if it says nothing, or if its actions and their keys do not match."""
        if not self.told.strip() or not self.heard.strip():
            raise InputError("A sheet says what people told you and what you heard.")
        if len(lines(self.promised)) != len(lines(self.actions)):
            raise InputError("A sheet has one key for each of its actions.")

    @property
    def promises(self) -> list[tuple[str, str]]:
        """The key of each action with what is promised."""
        return list(zip(lines(self.actions), lines(self.promised), strict=True))

    def says_the_same(self, other: "Publication") -> bool:
        """Say whether two sheets have the same text, whenever they were published."""
        return all(getattr(self, name) == getattr(other, name) for name in TEXTS)


TEXTS = ("told", "heard", "changed", "promised", "actions")


def lines(text: str) -> list[str]:
    """Return the lines of a text, [] for an empty one."""
    return text.split("\n") if text else []

"""What can go wrong, as one small tree. Every error carries a sentence that a person can act on.

AssessError
├── FrameworkError      a framework file breaks a rule; `faults` has a sentence each
├── InputError          what a person typed or chose cannot be taken
│   └── ClashError      somebody else has changed the same meanwhile
├── NotAllowedError     the viewer's grants do not cover it, or it does not exist
├── StoreError          the database cannot be opened, read or written
└── NothingYetError     a page has nothing to show yet: not a fault, and often with a way to begin
"""

from collections.abc import Sequence


class AssessError(Exception):
    """Root of the tree: the frame catches it once and shows its sentence."""


class FrameworkError(AssessError):
    """A framework file breaks a rule."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class InputError(AssessError):
    """What a person typed or chose cannot be taken; nothing has changed.

    `plain` names the sentence that people who answer read in its place, in the file of their language, and `facts` are
    what stands in it; "" where they never meet the error.
    """

    def __init__(self, sentence: str, plain: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.plain, self.facts = plain, facts


class ClashError(InputError):
    """Somebody else has changed the same thing since the screen was drawn; nothing was saved."""


class NotAllowedError(AssessError):
    """The viewer may not see or change this, or it does not exist: the answer is the same for both."""


class StoreError(AssessError):
    """The database cannot be opened, read or written; nothing half written stays."""


class NothingYetError(AssessError):
    """A page has nothing to show yet. `page`, `label` and `choices` are a link to where to begin, if any."""

    def __init__(self, sentence: str, page: str = "", label: str = "", **choices: str) -> None:
        super().__init__(sentence)
        self.page, self.label, self.choices = page, label, choices

"""Case notes: what a service says of its work in a round, before and after.

The prompts have the subjects of a logic model: context, inputs, activities, expected outcomes; then outputs, outcomes
and reflection (*Evaluating Co-production: Co:Create*, Box 2). The wording is ours.
"""

from dataclasses import dataclass, replace

from assess.core.text import NOTE_LIMIT, checked


@dataclass(frozen=True, slots=True)
class CaseNote:
    """What a service writes about a round: the first four before it, the others after it; "" for a blank."""

    service: str
    round: str
    why: str = ""
    whom: str = ""
    what: str = ""
    expected: str = ""
    came: str = ""
    changed: str = ""
    learnt: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written."""
        return not any(getattr(self, name) for name in TEXTS)

    def tidied(self) -> "CaseNote":
        """Return it as it is stored; an InputError names an invalid text."""
        texts = {name: checked(getattr(self, name), "The case note", limit=NOTE_LIMIT, lines=True) for name in TEXTS}
        return replace(self, **texts)


BEFORE = ("why", "whom", "what", "expected")
AFTER = ("came", "changed", "learnt")
TEXTS = BEFORE + AFTER

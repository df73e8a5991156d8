"""Edits: what a person changed on a form, beside what somebody else has changed since the form was drawn."""

from dataclasses import fields, replace
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)  # a frozen dataclass


def clashing(seen: T, stored: T, typed: T) -> list[str]:
    """Return the fields that were changed both on a form that showed `seen` and elsewhere, to different values."""
    return [
        name
        for name in changed(seen, typed)
        if getattr(stored, name) not in (getattr(seen, name), getattr(typed, name))
    ]


def merged(seen: T, stored: T, typed: T) -> T:
    """Return the values after a form is saved: changed fields as typed, the others as stored."""
    return replace(stored, **{name: getattr(typed, name) for name in changed(seen, typed)})


def changed(seen: T, typed: T) -> list[str]:
    """Return the fields whose value on the form differs from the one it was drawn from."""
    return [field.name for field in fields(typed) if getattr(typed, field.name) != getattr(seen, field.name)]

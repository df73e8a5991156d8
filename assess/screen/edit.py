"""A form that changes what is stored already: it writes what was changed on it, and nothing that it only shows.

It is drawn from one version of what it changes until it is saved, and its widgets' keys end with that version. So it
stays as it is while somebody types and somebody else saves, and after the session was lost the browser's values belong
to the same version or to no widget.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import streamlit as st

from assess.core import edits
from assess.core.errors import ClashError

T = TypeVar("T", bound=Any)


@dataclass
class Edit(Generic[T]):
    """The version that a form was drawn from, and the newest one that its reader has been shown."""

    drawn: T
    known: T
    keys: set[str] = field(default_factory=set)  # the keys of the form's widgets
    is_done: bool = False

    def key(self, widget: str) -> str:
        """Return the key of one of the form's widgets."""
        key = f"{widget}-{zlib.crc32(repr(self.drawn).encode()):08x}"
        self.keys.add(key)
        return key

    def merged(self, stored: T, typed: T, in_words: Callable[[str], str]) -> T:
        """Return the values to save: those changed on the form, and the rest as stored.

        A ClashError names what somebody else has changed too; saving again then succeeds. `in_words` describes the
        stored value of a field.
        """
        unknown = set(edits.changed(self.known, stored))
        clashes = [name for name in edits.clashing(self.drawn, stored, typed) if name in unknown]
        self.known = stored
        if clashes:
            raise ClashError(
                f"Somebody else has changed this meanwhile. Saved is: {', '.join(map(in_words, clashes))}. "
                "Press again to save yours instead."
            )
        return edits.merged(self.drawn, stored, typed)

    def done(self) -> None:
        """Draw the form from the stored values, from the next run on.

        Streamlit may end a run whenever the session's state is read or written, so this does neither: a second click
        that ended it after a write would write the same again.
        """
        self.is_done = True


def edit(name: str, stored: T) -> Edit[T]:
    """Return the edit of a form on this screen; `name` is unique to what it changes.

    A form that was not on the screen before this run is drawn from what is stored. The key of a button that adds
    something is one of the form's keys, so that a second click presses nothing.
    """
    begun: Edit[T] | None = st.session_state.get(f"edit-{name}")
    if begun is None or begun.is_done or not any(key in st.session_state for key in begun.keys):
        begun = st.session_state[f"edit-{name}"] = Edit(stored, stored)
    return begun

"""The fields of a framework's draft: each is saved when it is left, beside what others change in the same draft.

A widget's key has the text that it was drawn from, so that it stays as it is while somebody types. After the session
was lost, a browser's value never reaches another text.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st

from assess import wording
from assess.core import drafts
from assess.core.drafts import Draft, Path
from assess.core.errors import ClashError, InputError
from assess.core.own import Own
from assess.core.text import visible
from assess.screen import session, show

T = TypeVar("T")
HEIGHT = 90  # pixels: two lines, and a third can be dragged open


@dataclass
class Fields:
    """The fields of one framework's draft on this run; `faults` are the sentences for the top of the page."""

    own: Own
    draft: Draft
    faults: dict[str, str]
    is_saved: bool = False
    wrong: dict[Path, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find out what is wrong with the draft, by the path of each field."""
        for fault in drafts.checked(self.draft, self.own.key, 1)[1]:
            sentence = wording.frameworks.fault(self.draft, fault)
            self.wrong.setdefault(drafts.path_of(self.draft, fault.place), []).append(sentence)

    def text(self, label: str, *path: str | int, long: bool = False, instead: str = "") -> None:
        """Ask for a text; `instead` stands in the field while it is empty, and on pages."""

        def ask(value: str, key: str) -> str:
            if long:
                return st.text_area(label, value, HEIGHT, key=key, placeholder=instead)
            return st.text_input(label, value, key=key, placeholder=instead)

        self._ask(label, path, "", ask)

    def lines(self, label: str, *path: str | int) -> None:
        """Ask for a list of texts, one a line."""
        self._ask(label, path, list[str](), lambda value, key: _lines(st.text_area(label, "\n".join(value), key=key)))

    def yes(self, label: str, *path: str | int) -> None:
        """Ask for a yes or a no."""
        self._ask(label, path, False, lambda value, key: st.checkbox(label, value, key=key))

    def one(self, label: str, names: Mapping[str, str], *path: str | int, fixed: bool = False) -> None:
        """Ask for one of a few values, the first by default; one that is `fixed` is only said."""
        usual, values = next(iter(names)), list(names)
        if fixed:
            show.say(f"{label}: {names[drafts.value_at(self.draft, path, usual)]}")
            return

        def ask(value: str, key: str) -> str:
            return st.radio(label, values, values.index(value), names.__getitem__, key=key) or usual

        self._ask(label, path, usual, ask)

    def some(self, label: str, names: Mapping[str, str], *path: str | int) -> None:
        """Ask which of a few values, all by default."""

        def ask(value: Sequence[str], key: str) -> list[str]:
            return st.pills(
                label, list(names), selection_mode="multi", default=list(value), format_func=names.__getitem__, key=key
            )

        self._ask(label, path, list(names), ask)

    def _ask(self, label: str, path: Path, usual: T, draw: Callable[[T, str], T]) -> None:
        stored = drafts.value_at(self.draft, path, usual)
        name = "-".join(map(str, (self.own.key, *path)))
        # The stored value that the widget was drawn from, and the last value saved from it.
        begun: dict[str, tuple[T, T]] = st.session_state.setdefault("fields", {})
        drawn, saved = begun.get(name, (stored, stored))
        screen = st.session_state.get(_key(name, drawn), None)
        if screen is None or (_kept(saved) != stored and screen == saved):
            # The widget is new, or somebody else has changed the value and this viewer has not.
            drawn = saved = stored
        key = _key(name, drawn)
        typed = draw(drawn, key)
        begun[name] = drawn, saved
        if _kept(typed) != _kept(saved):
            with show.collect(self.faults, key):
                try:
                    session.store().frameworks.put(session.viewer(), self.own.key, path, typed, _kept(saved))
                except ClashError as clash:
                    # The next run draws the widget from the stored value.
                    del begun[name]
                    raise InputError(wording.frameworks.clash(label, str(self._now(path)), str(typed))) from clash
                begun[name] = drawn, typed
                self.is_saved = True
        for sentence in self.wrong.get(path, []):
            show.fault(sentence)

    def _now(self, path: Path) -> object:
        own = {own.key: own for own in session.store().frameworks.own(session.viewer())}
        return drafts.value_at(own[self.own.key].draft or {}, path)


def _key(name: str, drawn: object) -> str:
    return f"{name}-{zlib.crc32(repr(drawn).encode('utf-8', 'replace')):08x}"


def _kept(value: Any) -> Any:  # noqa: ANN401 - a text, a list or a yes or no
    """Return a value as it is stored."""
    return visible(value).strip() if isinstance(value, str) else value


def _lines(text: str) -> list[str]:
    return [kept for line in text.splitlines() if (kept := _kept(line))]

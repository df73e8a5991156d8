"""The cells of imported tables: what people type for a level, a reason, a number, a yes or a moment."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from assess.core.dates import YEARS, date_of, day_typed, moment, stored
from assess.core.errors import InputError
from assess.tasks.columns import TableRow
from assess.tasks.export_tables import moment_read

# Compared without case, full stops and spaces, as in “N. A.”.
_KEY = re.compile(r"(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*")
_APPLIES = frozenset({"no", "n", "false", "0", "applies", "itapplies"})
_DOES_NOT_APPLY = frozenset({"yes", "y", "true", "1", "x", "doesnotapply"})
_NOT_APPLICABLE = frozenset({"na", "n/a", "notapplicable"})
_NOT_KNOWN = frozenset({"dontknow", "idontknow", "wedontknow", "d/k", "dk"})
_NOTHING = frozenset(
    {"none", "nil", "null", "nothing", "blank", "tbc", "tbd", "tba", "unknown", "notknown", "n/k", "nk", "notrated"}
)


def level_read(text: str, labels: Mapping[int, str]) -> int | None:
    """Return the level that a cell names by its number, its label or both: `3`, `Established`, `3 - Established`.

    `labels` are those of the scale by value. None for a blank, and for what says that the level is not known (`TBC`,
    `-`, `N/A`); an InputError for anything else, also when number and label do not belong together.
    """
    plain = " ".join(text.split())
    if not plain or is_no_answer(plain):
        return None
    number, name = _number_and_name(plain)
    values = {label.casefold(): value for value, label in labels.items()}
    if number is None and name.casefold() in values:
        return values[name.casefold()]
    if number is None:
        raise InputError(f"The level “{plain[:40]}” is not a whole number. The scale is {_scale(labels)}.")
    if name and values.get(name.casefold()) != number:
        raise InputError(f"The level “{plain[:40]}” is not on the scale: {_scale(labels)}.")
    return number


def _number_and_name(text: str) -> tuple[int | None, str]:
    if text.casefold().startswith("level "):
        text = text[len("level ") :]
    found = re.fullmatch(r"([0-9]{1,9})(\.0)?([\s.:)–—-]+(\D.*))?", text)
    return (int(found[1]), found[4] or "") if found else (None, text)


def _scale(labels: Mapping[int, str]) -> str:
    return ", ".join(f"{value} {label}" for value, label in labels.items())


def reason_read(text: str, *, is_rated: bool) -> str:
    """Return the reason that a cell of “does not apply” gives; `is_rated` says whether there is a level beside it.

    What says that the item applies, or says nothing, is no reason and is read as blank: without a level the item is
    unknown. A mark that it does not apply (`yes`, `N/A`) is refused, since the reason is missing; beside a level, `N/A`
    is read as blank, for the level says that the item applies.
    """
    plain = _plain(text)
    if plain in _APPLIES | _NOTHING or not any(character.isalnum() for character in plain):
        return ""
    if plain in _NOT_APPLICABLE and is_rated:
        return ""
    if plain in _NOT_APPLICABLE | _DOES_NOT_APPLY:
        raise InputError(
            f"“{text.strip()[:40]}” is not a reason. Say in a few words why the item does not apply, or leave it blank."
        )
    return text


def is_no_answer(text: str) -> bool:
    """Say whether a non-blank cell says that there is no level, such as `TBC`, `-`, `N/A` or `Don't know`."""
    plain = _plain(text)
    says_nothing = bool(text.strip()) and not any(character.isalnum() for character in plain)
    return says_nothing or plain in _NOTHING | _NOT_APPLICABLE or says_not_known(text)


def says_not_known(text: str) -> bool:
    """Say whether a cell says `Don't know`, which is an answer."""
    return re.sub("['’]", "", _plain(text)) in _NOT_KNOWN


def _plain(text: str) -> str:
    return re.sub(r"[\s.]+", "", text).casefold()


def key_read(row: TableRow) -> str:
    """Return the key of a row, "" for a blank one; an InputError for what cannot be one."""
    if row["key"] and not _KEY.fullmatch(row["key"]):
        raise InputError(f"The key “{row['key'][:60]}” must be of lower-case letters, digits and hyphens.")
    return row["key"]


def is_yes(row: TableRow, name: str) -> bool:
    """Say whether a cell says yes; a blank one says no."""
    return bool(row[name].strip()) and one_of(row, name, ("yes", "no")) == "yes"


def one_of(row: TableRow, name: str, known: Sequence[str]) -> str:
    """Return a cell that must be one of these words, in upper or lower case."""
    word = " ".join(row[name].split()).lower()
    if word not in known:
        *others, last = known
        raise InputError(f"The {name.replace('_', ' ')} “{row[name][:40]}” must be {', '.join(others)} or {last}.")
    return word


def whole_number(row: TableRow, name: str) -> int | None:
    """Return the whole number of a cell, None for a blank one."""
    text = row[name].strip().removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputError(f"The {name} “{row[name][:40]}” is not a whole number.")
    return int(text)


def moment_in(text: str) -> datetime:
    """Return the moment (UTC) in a part of a cell, as an export writes it."""
    at = None
    with suppress(ValueError, OverflowError):
        at = stored(moment_read(text.upper()))
    if at is None or at.year not in YEARS:
        raise InputError(f"“{text[:40]}” is not a moment such as 2026-03-01T10:00:00Z.")
    return at


def moment_typed(row: TableRow, name: str, now: datetime) -> datetime | None:
    """Return the moment of a cell, with its time zone; a day alone is noon of that day.

    In the morning, today's date alone is `now`.
    """
    if not row[name].strip():
        return None
    text = row[name].strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)?", text):
        with suppress(ValueError):
            found = moment_read(text)
            if found.year in YEARS:
                return found
    noon = moment(day_typed(text, f"The day in “{name}”"))
    return min(noon, now) if date_of(noon) == date_of(now) else noon

"""The draft of a framework: what is typed into it, complete or not, as the fields of its file.

A draft is a plain table of fields, as a TOML file has them, and every function returns a new one. A path names a part:
`("title",)`, `("levels", 3, "label")`, `("items", "equal", "descriptors", 3)`. A level goes by its value and an item by
its key, so that a path leads to the same text after somebody else has added or moved another.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assess.core.errors import InputError
from assess.core.framework import HIGHEST_VALUE, MOST_ITEMS, MOST_LEVELS, Fault, Framework, check
from assess.core.text import required, slug, unused, visible

Draft = Mapping[str, Any]
Path = tuple[str | int, ...]

# The scale of a new draft; ours.
_SCALE = (
    ("Not yet", "We do not do this yet."),
    ("Starting", "We have made a first step."),
    ("Partly", "We do this in some places."),
    ("Mostly", "We do this in most places."),
    ("Always", "We do this everywhere, and it lasts."),
)
_BY_LEVEL = ("descriptors", "descriptors_people", "to_do")


def blank(title: str) -> Draft:
    """Return the draft of a framework from nothing: its title, a scale of five levels and no item."""
    levels = [{"value": value, "label": label, "descriptor": says} for value, (label, says) in enumerate(_SCALE)]
    return {"title": title, "kind": "scale", "levels": levels, "items": []}


def of_framework(framework: Framework) -> Draft:
    """Return the fields of a framework's file, without those that have their default."""
    fields: dict[str, Any] = json.loads(framework.model_dump_json(exclude_defaults=True))
    return fields


def checked(draft: Draft, key: str, version: int) -> tuple[Framework | None, list[Fault]]:
    """Return the framework that a draft would be in this version, with its faults; None where a field is missing."""
    return check({**draft, "key": key, "version": version})


def key_of(title: str, taken: frozenset[str], other: str = "framework") -> str:
    """Return the key that a framework or an item of this title gets: it begins with a letter and is not taken."""
    key = slug(title)[:50].strip("-")
    return unused(key if key[0].isalpha() else f"{other}-{key}", taken)


def path_of(draft: Draft, place: Path) -> Path:
    """Return the path to the field of a fault, whose `place` counts levels and items from 0."""
    by = {"levels": "value", "items": "key"}.get(str(place[0]) if place else "")
    if by is None or len(place) < 2:
        return place
    return (place[0], draft[str(place[0])][place[1]][by], *place[2:])


def value_at(draft: Draft, path: Path, usual: Any = "") -> Any:  # noqa: ANN401 - a text, a list or a yes or no
    """Return the value at a path, `usual` if there is none."""
    part: Any = draft
    for name in path:
        part = _inner(part, name)
        if part is None:
            return usual
    return part


def put(draft: Draft, path: Path, value: object) -> Draft:
    """Return the draft with another value at a path; an empty text or list removes the field.

    An InputError says that the part which it belongs to has been removed meanwhile.
    """
    changed: Any = read(text(draft))
    part: Any = changed
    for name in path[:-1]:
        if _inner(part, name) is None and name in _BY_LEVEL:
            part[name] = {}
        part = _inner(part, name)
        if part is None:
            raise InputError("Somebody else has removed this part of the draft meanwhile, so it was not saved.")
    # Half of a surrogate pair is not a character, and no database stores it.
    kept = visible(value.encode(errors="ignore").decode()).strip() if isinstance(value, str) else value
    name = str(path[-1])
    if kept in ("", [], None):
        part.pop(name, None)
    else:
        part[name] = kept
    return _without_empty(changed)


def add_item(draft: Draft, title: str) -> tuple[Draft, str]:
    """Return the draft with one more item, and the item's key, which stays when the title changes."""
    title = required(title, "The item's title")
    items = value_at(draft, ("items",), [])
    if len(items) >= MOST_ITEMS:
        raise InputError(f"A framework has {MOST_ITEMS} items at most.")
    key = key_of(title, frozenset(item["key"] for item in items), "item")
    return {**draft, "items": [*items, {"key": key, "title": title, "quick": True}]}, key


def remove_item(draft: Draft, key: str) -> Draft:
    """Return the draft without an item."""
    return {**draft, "items": [item for item in draft["items"] if item["key"] != key]}


def move_item(draft: Draft, key: str, by: int) -> Draft:
    """Return the draft with an item moved down by so many places, or up if `by` is negative."""
    items = [*draft["items"]]
    place = next((place for place, item in enumerate(items) if item["key"] == key), None)
    if place is not None:
        item = items.pop(place)
        items.insert(max(0, place + by), item)
    return {**draft, "items": items}


def add_level(draft: Draft, label: str) -> Draft:
    """Return the draft with one more level above the highest."""
    levels = draft["levels"]
    if len(levels) >= MOST_LEVELS or levels[-1]["value"] >= HIGHEST_VALUE:
        raise InputError(f"A scale has {MOST_LEVELS} levels at most.")
    level = {"value": levels[-1]["value"] + 1, "label": required(label, "The level's name")}
    return {**draft, "levels": [*levels, level]}


def remove_level(draft: Draft, value: int) -> Draft:
    """Return the draft without a level and what items say of it; the levels above it move down by one."""
    values = [level["value"] for level in draft["levels"]]
    if len(values) <= 2 or value not in values:
        raise InputError("A scale has two levels at least.")
    kept = [level for level in draft["levels"] if level["value"] != value]
    new = dict(zip([level["value"] for level in kept], values, strict=False))
    levels = [{**level, "value": new[level["value"]]} for level in kept]
    items = [_renumbered(item, new) for item in value_at(draft, ("items",), [])]
    return _without_empty({**draft, "levels": levels, "items": items})


def _renumbered(item: Mapping[str, Any], new: Mapping[int, int]) -> dict[str, Any]:
    renumbered = dict(item)
    for field in _BY_LEVEL:
        texts = {str(new[int(value)]): text for value, text in item.get(field, {}).items() if int(value) in new}
        if field == "to_do":
            texts.pop(str(min(new.values())), None)
        renumbered[field] = texts
    return renumbered


def _without_empty(draft: dict[str, Any]) -> Draft:
    items = [
        {name: value for name, value in item.items() if value or name not in _BY_LEVEL}
        for item in draft.get("items", [])
    ]
    return {**draft, "items": items}


def _inner(part: Any, name: str | int) -> Any:  # noqa: ANN401 - any part of a draft
    if isinstance(part, list):
        return next((each for each in part if name in (each.get("key"), each.get("value"))), None)
    return part.get(str(name))


def toml(framework: Framework) -> str:
    """Return a framework as the text of its file."""
    fields = dict(of_framework(framework))
    levels, items = fields.pop("levels"), fields.pop("items")
    lines = _fields(fields)
    for level in levels:
        lines += ["", "[[levels]]", *_fields(level)]
    for item in items:
        tables = {name: item.pop(name) for name in _BY_LEVEL if name in item}
        lines += ["", "[[items]]", *_fields(item)]
        for name, texts in tables.items():
            lines += [f"[items.{name}]", *_fields(texts)]
    return "\n".join([*lines, ""])


def _fields(fields: Mapping[str, object]) -> list[str]:
    # A JSON string is also a TOML string, except for one character.
    return [
        f"{name} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007F") for name, value in fields.items()
    ]


def same(one: Draft, other: Draft) -> bool:
    """Say whether two drafts are equal."""
    return text(one) == text(other)


def text(draft: Draft) -> str:
    """Return a draft as the text that the store keeps."""
    return json.dumps(draft, sort_keys=True)


def read(stored: str) -> Draft:
    """Return the draft of a text from the store."""
    draft: Draft = json.loads(stored)
    return draft


def titles(draft: Draft) -> Sequence[tuple[str, str]]:
    """Return the key and the title of each item, in their order."""
    return [(item["key"], item.get("title", item["key"])) for item in draft["items"]]

"""What is rated: a framework, its levels and its items, read from a TOML file and checked once."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints, ValidationError

from assess.core.errors import FrameworkError, InputError
from assess.core.text import NAME_LIMIT, checked

Voice = Literal["service", "people", "agreed"]
Form = Literal["quick", "thorough"]
Third = Literal["low", "middle", "high"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]

# Ours, so that every page and paper has room for them.
MOST_LEVELS, MOST_ITEMS, MOST_INDICATORS, HIGHEST_VALUE, KEY_LIMIT = 10, 60, 12, 20, 60
SENTENCE_LIMIT, ABOUT_LIMIT = 400, 2_000  # characters; a title or a label is a name
_LIMITS = {
    **dict.fromkeys(("title", "title_people", "label", "label_people", "band", "group"), NAME_LIMIT),
    **dict.fromkeys(("about", "source", "credit", "set_aside"), ABOUT_LIMIT),
    "key": KEY_LIMIT,
}

# The question that the thorough form asks about each indicator; ours, for every framework.
INDICATOR_LEVELS: Mapping[int, str] = {0: "Not yet", 1: "Partly", 2: "Met"}
SECOND_NOTE = "second-note"  # ends the key of the answer that holds the second note on an item


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Level(_Part):
    """One step of a framework's scale; a higher value shares more power.

    `label_people` and `descriptor_people` are its name and sentence as people who use the service read them.
    """

    value: StrictInt
    label: Text
    label_people: Text | None = None
    descriptor: Text
    descriptor_people: Text | None = None
    band: Text | None = None

    def worded_for(self, voice: Voice) -> "Level":
        """Return the level in the words in which this voice reads it."""
        if voice != "people":
            return self
        own = {"label": self.label_people or self.label, "descriptor": self.descriptor_people or self.descriptor}
        return self.model_copy(update=own)


class Item(_Part):
    """One question of a framework, rated on the framework's levels.

    `descriptors` are what each level looks like to the service, `descriptors_people` to people who use it, and `to_do`
    what a service does to reach a level; each by the level's value. With `experience`, people answer for their own life
    and the service for everybody, so that their two levels have no difference. The indicators are asked of the service.
    """

    key: Key
    title: Text
    title_people: Text | None = None
    question: Text
    question_people: Text | None = None
    prompt: Text
    quick: bool
    group: Text | None = None
    voices: tuple[Voice, ...] = ("service", "people")
    indicators: tuple[Text, ...] = ()
    experience: bool = False
    descriptors: Mapping[int, Text] = Field(default_factory=dict)
    descriptors_people: Mapping[int, Text] = Field(default_factory=dict)
    to_do: Mapping[int, Text] = Field(default_factory=dict)

    def worded_for(self, voice: Voice) -> "Item":
        """Return the item in the words in which this voice reads it."""
        if voice != "people":
            return self
        own = {
            "title": self.title_people or self.title,
            "question": self.question_people or self.question,
            "descriptors": self.descriptors_people or self.descriptors,
            "indicators": (),
        }
        return self.model_copy(update=own)

    def is_asked(self, form: Form, voice: Voice) -> bool:
        """Say whether this form asks the item of this voice; people are asked for experiences in the thorough form."""
        heard = ("service", "people") if voice == "agreed" else (voice,)
        # An item that cannot be compared must not make the quick form longer.
        is_quick = self.quick and not (self.experience and voice == "people")
        return (form == "thorough" or is_quick) and any(each in self.voices for each in heard)

    @property
    def indicator_keys(self) -> tuple[str, ...]:
        """Keys under which the answers to the indicators are kept, in their order: `equal.1`, `equal.2`."""
        return tuple(f"{self.key}.{number}" for number in range(1, len(self.indicators) + 1))

    @property
    def second_note_key(self) -> str:
        """Key under which the second note is kept where the framework has two: `policies.second-note`."""
        return f"{self.key}.{SECOND_NOTE}"


class Framework(_Part):
    """A published framework in our words: its items, all rated on the same ordered levels.

    `kind` is "rung" where a level is a position that is never averaged, "scale" where an index over the
    items may be worked out; `picture` is how a ladder's items are drawn: rows under one another
    where it is "steps", else those after the first round a circle. `notes` are the headings of two notes that a service
    writes on each item: the first is the note of its answer, the second has a key of its own.
    """

    key: Key
    title: Text
    version: StrictInt = Field(ge=1)
    source: Text
    credit: Text
    about: Text | None = None
    set_aside: Text | None = None
    kind: Literal["rung", "scale"]
    picture: Literal["profile", "steps"] = "profile"
    notes: tuple[Text, Text] | None = None
    levels: tuple[Level, ...] = Field(min_length=2)
    items: tuple[Item, ...] = Field(min_length=1)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other fields. Cached values follow from the fields, so the copy has none of them."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @cached_property
    def fingerprint(self) -> str:
        """A text that differs for every other wording of the framework."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @cached_property
    def values(self) -> tuple[int, ...]:
        """The levels' values, the lowest first."""
        return tuple(level.value for level in self.levels)

    @property
    def lower_half(self) -> tuple[int, ...]:
        """The values below the middle of the scale; a level in the middle is not among them."""
        return self.values[: len(self.values) // 2]

    @cached_property
    def thirds(self) -> Mapping[Third, tuple[int, ...]]:
        """The values of the scale in three parts, the lowest first; of two levels none is in the middle.

        Low is the lower half, so that what is drawn as low is what is counted as weak; of the other levels the upper
        half is high. On the ladder these are its stages.
        """
        low, rest = self.lower_half, self.values[len(self.lower_half) :]
        return {"low": low, "middle": rest[: len(rest) // 2], "high": rest[len(rest) // 2 :]}

    def third(self, value: int) -> Third:
        """Return in which part of the scale a level stands; a FrameworkError names a value that is off the scale."""
        self.level(value)
        return next(third for third, values in self.thirds.items() if value in values)

    @property
    def lowest(self) -> int:
        """Value of the lowest level."""
        return self.levels[0].value

    @property
    def highest(self) -> int:
        """Value of the highest level."""
        return self.levels[-1].value

    def level(self, value: int) -> Level:
        """Return the level of this value; a FrameworkError names a value that is off the scale."""
        for level in self.levels:
            if level.value == value:
                return level
        raise FrameworkError([f"{self.key}: unknown level {value}; the scale is {self.lowest} to {self.highest}"])

    def named(self, value: int | None) -> str:
        """Return a level as tables show it: its number and its label."""
        return "Not rated" if value is None else f"{value} {self.level(value).label}"

    def quoted(self, value: int | None) -> str:
        """Return a level's label with the quotation marks that sentences use."""
        return "nothing" if value is None else f"“{self.level(value).label}”"

    def item(self, key: str) -> Item:
        """Return the item of this key; a FrameworkError names a key that the framework does not have."""
        for item in self.items:
            if item.key == key:
                return item
        raise FrameworkError([f"{self.key}: unknown item {key!r}"])

    def note_keys(self, item: Item) -> Mapping[str, str]:
        """Return the heading of each note that a service writes on an item, by the key of the answer that holds it.

        A framework without headings has one note, under "".
        """
        first, second = self.notes or ("", None)
        return {item.key: first} | ({item.second_note_key: second} if second else {})

    @cached_property
    def short_titles(self) -> Mapping[str, str]:
        """The items' titles by key for a narrow column: cut at an “and”, comma, colon or bracket, if that is unique.

        The first item of a ladder, which is the service's place on it, is called by the framework's own title.
        """
        cut = {item.key: re.split(r": | and |, | \(", item.title)[0] for item in self.items}
        shared = {title for title in cut.values() if list(cut.values()).count(title) > 1}
        short = {item.key: item.title if cut[item.key] in shared else cut[item.key] for item in self.items}
        return {**short, self.items[0].key: self.title} if self.kind == "rung" else short

    def descriptor(self, item: Item, value: int) -> str:
        """Return what this level looks like for this item, or in general where the item has no own words."""
        return item.descriptors.get(value) or self.level(value).descriptor

    def next_step(self, item: Item, value: int) -> str:
        """Return what a service does to reach this level of an item, or the level's descriptor if no file says it."""
        return item.to_do.get(value) or self.descriptor(item, value)

    def worded_for(self, voice: Voice) -> "Framework":
        """Return the framework in the words in which this voice reads it; keys and values are the same."""
        own = {
            "levels": tuple(level.worded_for(voice) for level in self.levels),
            "items": tuple(item.worded_for(voice) for item in self.items),
        }
        return self.model_copy(update=own)

    def position(self, value: int) -> float:
        """Return how far up the scale a level stands, 0 at the lowest to 1 at the highest."""
        return (self.level(value).value - self.lowest) / (self.highest - self.lowest)

    def asked(self, form: Form, voice: Voice) -> tuple[Item, ...]:
        """Return the items this form asks of this voice; the thorough form has every item of the quick one."""
        return tuple(item for item in self.items if item.is_asked(form, voice))


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a framework breaks: at which field, as the path to it from the top, and what is wrong there.

    In `place` levels and items are counted from 0; `named` is how the sentence on a file names it, None for the path.
    """

    place: tuple[str | int, ...]
    what: str
    named: str | None = None

    def __str__(self) -> str:
        """Return the sentence on a file: `items.2.question: missing`."""
        path = ".".join(str(part + 1) if isinstance(part, int) else part for part in self.place)
        return ": ".join(filter(None, (path if self.named is None else self.named, self.what)))


def load_framework(path: Path, *, is_earlier: bool = False) -> Framework:
    """Read and check one framework file; a FrameworkError has one sentence for each fault.

    The file's name is the framework's key; that of an earlier version has its number too: `ladder-1.toml`.
    """
    try:
        framework, faults = check(read_toml(path.read_text(encoding="utf-8-sig"), path.name))
    except UnicodeDecodeError as error:
        raise FrameworkError([f"{path.name}: not a TOML file: {error}"]) from error
    except OSError as error:
        raise FrameworkError([f"{path.name}: cannot be read: {error.strerror}"]) from error
    sentences = list(map(str, faults))
    if framework is not None:
        name = f"{framework.key}-{framework.version}" if is_earlier else framework.key
        misnamed = [] if path.stem == name else [f"key {name!r} differs from the file's name {path.stem!r}"]
        sentences = misnamed + sentences
    return _without_faults(path.name, framework, sentences)


def read_toml(text: str, name: str) -> dict[str, Any]:
    """Return what a TOML text says; the sentence of a FrameworkError, if it is none, begins with `name`."""
    try:
        return tomllib.loads(text)
    # `tomllib` raises ValueError for a number of thousands of digits.
    except (ValueError, RecursionError) as error:
        raise FrameworkError([f"{name}: not a TOML file: {error}"]) from error


def framework_of_json(text: str, name: str) -> Framework:
    """Return the framework that `model_dump_json` wrote as this text; the sentences on its faults begin with `name`."""
    try:
        framework = Framework.model_validate_json(text)
    except ValidationError as error:
        return _without_faults(name, None, list(map(str, _shape_faults(error))))
    return _without_faults(name, framework, list(map(str, _rule_faults(framework))))


def check(raw: Mapping[str, Any]) -> tuple[Framework | None, list[Fault]]:
    """Return the framework of a file, a form or an upload, with its faults; None where a field is missing or wrong."""
    try:
        framework = Framework.model_validate(raw)
    except ValidationError as error:
        return None, list(_shape_faults(error))
    return framework, [*_rule_faults(framework), *_limit_faults(framework)]


def _without_faults(name: str, framework: Framework | None, faults: Sequence[str]) -> Framework:
    if framework is None or faults:
        raise FrameworkError([f"{name}: {fault}" for fault in faults])
    return framework


_WRONG = {
    "extra_forbidden": "unknown key",
    "missing": "missing",
    "string_type": "must be a text",
    "string_too_short": "is empty",
    "string_unicode": "has a character that no text can have",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "is too large a number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "tuple_type": "must be a list",
    "model_type": "must be a table of fields",
    "dict_type": "must be a table of texts by level",
    "mapping_type": "must be a table of texts by level",
}


def _shape_faults(error: ValidationError) -> Iterator[Fault]:
    faults = error.errors(include_url=False)
    faulty = {fault["loc"][:size] for fault in faults for size in range(len(fault["loc"]))}
    for fault in faults:
        # A part that has a fault is not counted.
        if fault["type"] == "too_short" and fault["loc"] in faulty:
            continue
        place = tuple(part for part in fault["loc"] if part != "[key]")
        if fault["type"] == "string_pattern_mismatch":
            key = str(fault["input"])[:KEY_LIMIT]
            what = f"{key!r} is not a key of lower-case letters, digits and hyphens"
        elif fault["type"] == "too_short":
            what = f"needs {fault['ctx']['min_length']} at least"
        elif fault["type"] == "literal_error":
            what = f"must be {fault['ctx']['expected']}"
        else:
            what = _WRONG.get(fault["type"], fault["msg"])
        yield Fault(place, what)


def _rule_faults(framework: Framework) -> Iterator[Fault]:
    levels, items, values = framework.levels, framework.items, framework.values
    for number, (lower, higher) in enumerate(pairwise(values), start=1):
        if higher <= lower:
            yield Fault(("levels", number, "value"), f"levels do not climb: {higher} comes after {lower}", "")
    item_keys, labels = [item.key for item in items], [level.label for level in levels]
    yield from _twice("items", "key", item_keys, [f"item {key}" for key in item_keys])
    yield from _twice("levels", "label", labels, [f"level {label}" for label in labels])
    if framework.kind == "rung" and not items[0].quick:
        what = "the first item of a rung is its headline and must be quick"
        yield Fault(("items", 0, "quick"), what, f"item {items[0].key}")
    for number, item in enumerate(items):
        yield from _item_faults(("items", number), item, values)


def _limit_faults(framework: Framework) -> Iterator[Fault]:
    """Yield what pages have no room or no use for; a wording that comes in with a round is not asked for it."""
    items = framework.items
    yield from _too_many(("levels",), framework.levels, MOST_LEVELS)
    yield from _too_many(("items",), items, MOST_ITEMS)
    for number, value in enumerate(framework.values):
        if abs(value) > HIGHEST_VALUE:
            yield Fault(("levels", number, "value"), f"must be a number up to {HIGHEST_VALUE}")
    for number, item in enumerate(items):
        yield from _too_many(("items", number, "indicators"), item.indicators, MOST_INDICATORS)
        if not {*item.voices} & {"service", "people"} or "agreed" in item.voices:
            yield Fault(("items", number, "voices"), "must be “service”, “people” or both")
    yield from _twice("items", "title", [item.title for item in items], [f"item {item.key}" for item in items])
    yield from _text_faults(framework)


def _item_faults(place: tuple[str | int, ...], item: Item, values: Sequence[int]) -> Iterator[Fault]:
    # The lowest level needs no next step.
    for field, what, described in (
        ("descriptors", "descriptor", values),
        ("descriptors_people", "people's descriptor", values),
        ("to_do", "to_do", values[1:]),
    ):
        for value in sorted(set(getattr(item, field)) - set(described)):
            span = f"{min(described)} to {max(described)}"
            yield Fault((*place, field, value), f"{what} for level {value} is off the scale {span}", f"item {item.key}")


def _too_many(place: tuple[str | int, ...], parts: Sequence[object], most: int) -> Iterator[Fault]:
    if len(parts) > most:
        yield Fault(place, f"there are {len(parts)}; the most is {most}")


def _twice(name: str, field: str, texts: Sequence[str], named: Sequence[str]) -> Iterator[Fault]:
    folded = [text.casefold() for text in texts]
    for number, text in enumerate(folded):
        if text in folded[:number]:
            yield Fault((name, number, field), f"duplicate {field}", named[number])


def _text_faults(framework: Framework) -> Iterator[Fault]:
    """Yield the texts that are too long or have characters that nobody sees."""
    for place, text in _texts((), framework.model_dump()):
        name = next((name for name in reversed(place) if isinstance(name, str)), "")
        try:
            checked(text, "it", limit=_LIMITS.get(name, SENTENCE_LIMIT))
        except InputError as error:
            yield Fault(place, str(error))


def texts(framework: Framework) -> Iterator[str]:
    """Yield every text of a framework."""
    return (text for _, text in _texts((), framework.model_dump()))


def _texts(place: tuple[str | int, ...], part: object) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every text in a part of a framework, with the path to it."""
    inner = part.items() if isinstance(part, Mapping) else enumerate(part) if isinstance(part, list | tuple) else ()
    for name, each in inner:
        yield from _texts((*place, name), each)
    if isinstance(part, str):
        yield place, part


def experiences_of(frameworks: Iterable[Framework]) -> frozenset[tuple[str, str]]:
    """Return the items on which people answer for their own life, by framework and item."""
    return frozenset((one.key, item.key) for one in frameworks for item in one.items if item.experience)


def items_of(frameworks: Iterable[Framework]) -> dict[tuple[str, str], tuple[Framework, Item]]:
    """Return every item with its framework, in the form's order; the last wording counts."""
    return {(one.key, item.key): (one, item) for one in frameworks for item in one.items}

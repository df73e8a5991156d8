"""Frameworks that are made here: their faults, what a new version changes, and how they stand."""

from collections.abc import Mapping, Sequence
from typing import Any

from assess.core.dates import date_of, day
from assess.core.drafts import Path
from assess.core.framework import Fault, Form, Framework, Item, Voice
from assess.core.names import shortened
from assess.core.own import Own
from assess.core.rewording import Changes
from assess.core.text import counted, listed

ABOUT = (
    "A framework is what a round asks. Make one of your own from a copy, from a file or from nothing. All programmes "
    "here share it, and every board and administrator may change it. To use one, choose it when you open a round."
)
GONE = "The framework that you looked for is not here any more: somebody has deleted it or discarded its draft."
VERSIONS = (
    "A version that is published never changes: a round keeps the words that it was opened with. To change them, write "
    "the next version. Rounds on different versions are compared on the items that both ask, and each page says where "
    "the words differ."
)
FIELDS: Mapping[str, str] = {
    "key": "key",
    "title": "title",
    "version": "version",
    "about": "what it is about",
    "source": "source",
    "credit": "credit",
    "set_aside": "why a service may set it aside",
    "kind": "kind",
    "picture": "picture",
    "levels": "levels",
    "items": "items",
    "value": "number",
    "label": "name",
    "label_people": "name for people",
    "descriptor": "what it looks like",
    "descriptor_people": "what it looks like to people",
    "band": "stage",
    "title_people": "title for people",
    "question": "question",
    "question_people": "question for people",
    "prompt": "what would show it",
    "quick": "quick form",
    "group": "group",
    "voices": "who is asked",
    "indicators": "parts",
    "experience": "own experience",
    "descriptors": "what each level looks like",
    "descriptors_people": "what each level looks like to people",
    "to_do": "what to do",
}
_AT_LEVEL = {
    "descriptors": "what level {} looks like",
    "descriptors_people": "what level {} looks like to people",
    "to_do": "what to do to reach level {}",
}
FORMS: tuple[Form, Form] = ("quick", "thorough")
_NAME = 40  # characters of a name in a sentence


def fault(draft: Mapping[str, Any], found: Fault) -> str:
    """Return a fault as one sentence that names its place: `Item 2, “Equal”, question: missing`."""
    sentence = ": ".join(filter(None, (place(draft, found.place), found.what)))
    return f"{sentence.rstrip('.')}."


def place(draft: Mapping[str, Any], path: Path) -> str:
    """Return in words where a field is; levels and items are counted from 0 in `path`."""
    words: list[str] = []
    parts = [*path]
    if len(parts) > 1 and parts[0] in ("levels", "items") and isinstance(parts[1], int):
        name, number = parts.pop(0), int(parts.pop(0))
        words += [f"{'Level' if name == 'levels' else 'Item'} {number + 1}", *_named(draft, str(name), number)]
    if len(parts) > 1 and parts[0] in _AT_LEVEL:
        words.append(_AT_LEVEL[str(parts[0])].format(_plain(parts[1])))
    else:
        words += [FIELDS.get(str(part), _plain(part)) if isinstance(part, str) else str(part + 1) for part in parts]
    sentence = ", ".join(words)
    return sentence[:1].upper() + sentence[1:]


def _named(draft: Mapping[str, Any], name: str, number: int) -> list[str]:
    """Return the title of an item or the name of a level, as far as a draft has one."""
    parts = draft.get(name)
    part = parts[number] if isinstance(parts, Sequence) and number < len(parts) else None
    title = part.get("title" if name == "items" else "label") if isinstance(part, Mapping) else None
    return [f"“{_plain(title)}”"] if isinstance(title, str) and title.strip() else []


def _plain(text: object) -> str:
    """Return a text from a file as it can stand in a sentence: short, and without characters that nobody sees."""
    return shortened("".join(letter for letter in str(text) if letter.isprintable()).strip(), _NAME)


def changes(found: Changes, before: Framework, after: Framework) -> list[str]:
    """Return sentences on what a new version changes, and what that means for comparing rounds."""
    titles = {item.key: item.title for framework in (before, after) for item in framework.items}
    parts = (
        ("New", found.new),
        ("No longer asked", found.gone),
        ("Worded differently for the service", found.reworded),
        ("Worded differently for people", found.reworded_people),
        ("In another place", found.moved),
    )
    sentences = [f"{word}: {listed([titles[key] for key in keys], 6)}." for word, keys in parts if keys]
    then = f"rounds on version {before.version}"
    if found.new or found.gone:
        sentences.append(f"What is new or no longer asked is not compared with {then}.")
    if found.reworded:
        sentences.append(f"A service's levels are compared with {then}, and pages say that the words differ.")
    if found.reworded_people:
        sentences.append(f"What people say where their words have changed is not compared with {then}.")
    return sentences if any(keys for _, keys in parts[:4]) else [*sentences, f"Every item is compared with {then}."]


def state(own: Own) -> str:
    """Say how a framework stands: its version, its draft, and who is on it."""
    newest = own.newest
    if newest is None:
        return "A draft, not published yet."
    offered = "retired, so new rounds cannot ask it" if own.is_retired else "offered to new rounds"
    verb = "is" if own.rounds == 1 else "are"
    rounds = f"{counted(own.rounds, 'round')} {verb} on it" if own.rounds else "no round is on it yet"
    draft = " The next version is being written." if own.draft is not None else ""
    return f"Version {newest.version}, {offered}; {rounds}.{draft}"


def table(frameworks: Sequence[Own]) -> list[dict[str, str]]:
    """Return the versions of one or more frameworks as rows, the newest first."""
    return [
        {
            "Framework": each.framework.title,
            "Version": str(each.framework.version),
            "Published": day(date_of(each.at)),
            "Items": str(len(each.framework.items)),
            "Levels": str(len(each.framework.levels)),
        }
        for own in frameworks
        for each in own.versions
    ]


def asked(framework: Framework, voice: Voice) -> str:
    """Say how many questions the two forms ask of a voice."""
    quick, thorough = (len(framework.asked(form, voice)) for form in FORMS)
    whom = "people who use services" if voice == "people" else "the service"
    if not thorough:
        return f"Nothing is asked of {whom}."
    more = f", the thorough form {thorough}" if thorough > quick else ""
    return f"The quick form asks {whom} {counted(quick, 'question')}{more}. This is a preview: nothing is saved."


def number(place: int, of: int, item: Item) -> str:
    """Return the line above a question of the preview."""
    return f"Question {place} of {of}, {'in both forms' if item.quick else 'in the thorough form alone'}"


def left(count: int) -> str:
    """Say how much is left to do before a draft can be published."""
    return f"{counted(count, 'field')} {'needs' if count == 1 else 'need'} a look before this can be published:"


def published(framework: Framework) -> str:
    """Say that a version is published, and where it is asked."""
    return f"{framework.title} is published as version {framework.version}. New rounds can be opened on it now."


def clash(label: str, stored: str, typed: str) -> str:
    """Say that somebody else has changed a field meanwhile, and what was typed, so that it is not lost."""
    now = _plain(stored) or "nothing"
    return f"{label}: somebody else has changed this meanwhile, and “{now}” is kept. You had typed: {typed}"

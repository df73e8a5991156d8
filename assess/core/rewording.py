"""What a voice reads of an item before it answers: levels that it gave under other words are not the same levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assess.core.answers import ItemKey
from assess.core.framework import Framework, Voice


def reworded(before: Framework, after: Framework, voice: Voice) -> frozenset[str]:
    """Return the keys of the items of both wordings that this voice reads in other words in the one than in the other.

    It reads the title, the question, and the name and the descriptor of each level. Items that it is not asked in both
    are left out. The rule is ours.
    """
    if before.fingerprint == after.fingerprint:
        return frozenset()
    was, now = _read_by(voice, before), _read_by(voice, after)
    return frozenset(key for key in was.keys() & now.keys() if was[key] != now[key])


def in_other_words(before: Sequence[Framework], after: Sequence[Framework], voice: Voice) -> frozenset[ItemKey]:
    """Return the items of two rounds that this voice reads in other words in the one than in the other.

    `before` and `after` are the frameworks of the rounds.
    """
    earlier = {framework.key: framework for framework in before}
    return frozenset(
        (framework.key, item)
        for framework in after
        if framework.key in earlier
        for item in reworded(earlier[framework.key], framework, voice)
    )


def numbered(wordings: Sequence[Framework], voice: Voice) -> dict[tuple[int, str], int]:
    """Return a number for each item that this voice is asked, by version and item: the same for the same words.

    `wordings` are versions of one framework, the newest first; its words have the number 0.
    """
    numbers: dict[tuple[int, str], int] = {}
    readings: dict[str, list[tuple[object, ...]]] = {}
    for wording in wordings:
        for item, reading in _read_by(voice, wording).items():
            known = readings.setdefault(item, [])
            if reading not in known:
                known.append(reading)
            numbers[wording.version, item] = known.index(reading)
    return numbers


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences between two versions of a framework, as keys of items in the order of the newer one.

    For each voice a comparison leaves out items that are new, gone or reworded for it. An item that has only moved is
    compared.
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    reworded: tuple[str, ...]  # for the service
    reworded_people: tuple[str, ...]
    moved: tuple[str, ...]


def changes(before: Framework, after: Framework) -> Changes:
    """Return the differences between a newer version of a framework and an older one."""
    was, now = [item.key for item in before.items], [item.key for item in after.items]
    shared_was, shared_now = [key for key in was if key in now], [key for key in now if key in was]
    matcher = SequenceMatcher(None, shared_was, shared_now, autojunk=False)
    in_place = {key for at, _, size in matcher.get_matching_blocks() for key in shared_was[at : at + size]}
    service, people = reworded(before, after, "service"), reworded(before, after, "people")
    return Changes(
        new=tuple(key for key in now if key not in was),
        gone=tuple(key for key in was if key not in now),
        reworded=tuple(key for key in now if key in service),
        reworded_people=tuple(key for key in now if key in people),
        moved=tuple(key for key in shared_now if key not in in_place),
    )


def _read_by(voice: Voice, framework: Framework) -> dict[str, tuple[object, ...]]:
    worded = framework.worded_for(voice)
    return {
        item.key: (
            item.title,
            item.question,
            *((level.value, level.label, worded.descriptor(item, level.value)) for level in worded.levels),
        )
        for item in worded.items
        if voice in item.voices
    }

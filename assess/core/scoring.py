"""The result of one round's answers. Pure: no clock, no file, no screen.

The rules are ours, not the published frameworks'. `wording.guide.HOW_IN_FULL` says them in plain words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from assess.core.answers import Answer, ItemKey
from assess.core.framework import Form, Framework, Item, Voice
from assess.core.voices import WIDE_GAP, agreed_beside

# A framework has an index only if this share of the applicable items is rated.
ENOUGH = Fraction(4, 5)
# Ours: the name of each quarter of the index, without a judgement.
BANDS: tuple[tuple[int, str], ...] = (
    (0, "at the lowest level throughout"),
    (1, "in the lowest quarter of the scale"),
    (25, "in the second quarter of the scale"),
    (50, "in the third quarter of the scale"),
    (75, "in the highest quarter of the scale"),
    (100, "at the highest level throughout"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a service stands on one framework in one round.

    `asked` are the form's items, `levels` the rated ones, `does_not_apply` the set-aside ones with their reasons, and
    of `dont_know` the service says that it does not know; the rest is blank. Both are unknown and never zero. `agreed`
    are the items whose level both voices agreed on, each with the level that the service had given, None if it had
    given none.
    """

    framework: Framework
    asked: tuple[Item, ...]
    levels: Mapping[str, int]
    does_not_apply: Mapping[str, str]
    evidenced: frozenset[str]
    agreed: Mapping[str, int | None] = field(default_factory=dict)
    dont_know: frozenset[str] = frozenset()

    def fingerprint(self) -> str:
        """Return a text that differs for every other standing: it covers the framework's wording and all answers."""
        own = sorted(self.agreed.items())
        unrated = sorted(self.does_not_apply.items()), sorted(self.dont_know)
        facts = (sorted(self.levels.items()), *unrated, sorted(self.evidenced), own)
        asked = [item.key for item in self.asked]
        return f"{self.framework.fingerprint}:{asked}:{facts}"

    def beside(self, item: str) -> str:
        """Return a note that an item's level is agreed, with the service's own; "" if it is the service's own."""
        return agreed_beside(self.framework, self.levels[item], self.agreed[item]) if item in self.agreed else ""

    @property
    def rated(self) -> tuple[Item, ...]:
        """The items that have a level, in the framework's order."""
        return tuple(item for item in self.asked if item.key in self.levels)

    @property
    def not_known(self) -> tuple[Item, ...]:
        """The items whose level the service does not know, in the framework's order."""
        return tuple(item for item in self.asked if item.key in self.dont_know)

    @property
    def applicable(self) -> int:
        """How many items could have a level: all but those that do not apply."""
        return len(self.asked) - len(self.does_not_apply)

    @property
    def index(self) -> int | None:
        """100 times the mean position of the rated items as a whole number; None for a rung or too few rated.

        100 and 0 are shown only where every rated item is at the top, or at the bottom.
        """
        # A blank is left out of the mean: counted as zero, it would punish an honest gap.
        if self.framework.kind == "rung" or not self.levels or len(self.levels) < ENOUGH * self.applicable:
            return None
        lowest, highest = self.framework.lowest, self.framework.highest
        climbed = sum(level - lowest for level in self.levels.values())
        exact = Fraction(100 * climbed, (highest - lowest) * len(self.levels))
        whole = int(exact + Fraction(1, 2))
        return whole if exact in (0, 100) else min(max(whole, 1), 99)

    @property
    def band(self) -> str | None:
        """Our words for the index, None where there is no index."""
        index = self.index
        return None if index is None else next(word for start, word in reversed(BANDS) if index >= start)

    @property
    def lowest(self) -> tuple[Item, ...]:
        """The items at the lowest level that was given; none if nothing is rated."""
        floor = min(self.levels.values(), default=None)
        return tuple(item for item in self.rated if self.levels[item.key] == floor)


def standing(
    framework: Framework,
    form: Form,
    voice: Voice,
    answers: Mapping[ItemKey, Answer],
    own: Mapping[ItemKey, int | None] | None = None,
) -> Standing:
    """Return where these answers put a service on a framework; answers to other items are left aside.

    `own` are the levels that the service gave to items of which the answer is the agreed one.
    """
    asked = framework.asked(form, voice)
    given = {item.key: answers[framework.key, item.key] for item in asked if (framework.key, item.key) in answers}
    return Standing(
        framework=framework,
        asked=asked,
        levels={key: answer.level for key, answer in given.items() if answer.level is not None},
        does_not_apply={key: answer.does_not_apply for key, answer in given.items() if answer.does_not_apply},
        evidenced=frozenset(key for key, answer in given.items() if answer.is_evidenced),
        agreed={key: own[answer.key] for key, answer in given.items() if own and answer.key in own},
        dont_know=frozenset(key for key, answer in given.items() if answer.dont_know),
    )


def next_steps(standings: Mapping[str, Standing], most: int = 2) -> list[tuple[Standing, Item]]:
    """Return the items that stand lowest on their own scales and can still rise, lowest first.

    Only the items that are the same in both forms are looked at, so that the thorough form adds detail
    and does not move the list.
    """
    rising = [
        (standing, item)
        for standing in standings.values()
        for item in standing.rated
        if item.quick and standing.levels[item.key] < standing.framework.highest
    ]
    rising.sort(key=lambda one: one[0].framework.position(one[0].levels[one[1].key]))
    return rising[:most]


def strengths(standing: Standing, people: Mapping[str, int]) -> tuple[Item, ...]:
    """Return the highest of the items that stand above the middle of the scale; () where all rated items stand alike.

    `people` are people's levels by item: an item that they rate two levels or more lower is no strength.
    """
    order = {value: place for place, value in enumerate(standing.framework.values)}
    places = {item.key: order[standing.levels[item.key]] for item in standing.rated}
    heard = {key: order[level] for key, level in people.items()}
    strong = {
        key: place
        for key, place in places.items()
        if 2 * place > len(order) - 1 and place - heard.get(key, place) < WIDE_GAP
    }
    if not strong or len(set(places.values())) == 1:
        return ()
    highest = max(strong.values())
    return tuple(item for item in standing.rated if strong.get(item.key) == highest)


def standings(
    frameworks: Sequence[Framework],
    form: Form,
    voice: Voice,
    answers: Mapping[ItemKey, Answer],
    own: Mapping[ItemKey, int | None] | None = None,
) -> dict[str, Standing]:
    """Return where these answers put a service on each framework, by the framework's key."""
    return {one.key: standing(one, form, voice, answers, own) for one in frameworks}


def band_spans() -> list[tuple[str, str]]:
    """Return our bands of the index as they are shown: `25 to 49`, `growing`."""
    starts = [start for start, _ in BANDS]
    ends = [start - 1 for start in starts[1:]] + [starts[-1]]
    return [
        (str(start) if start == end else f"{start} to {end}", word)
        for (start, word), end in zip(BANDS, ends, strict=True)
    ]

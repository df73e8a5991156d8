"""A round as it was taken: its services, its frameworks as worded then, and the positions that count."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from assess.core.answers import ItemKey
from assess.core.framework import Framework, Item, items_of
from assess.core.position import Position, Whose
from assess.core.programme import Round, Service
from assess.core.rewording import in_other_words
from assess.core.submitted import Submitted
from assess.core.voices import Turnout, most_heard, together


@dataclass(frozen=True, slots=True)
class RollCall:
    """Which of the programme's services submitted in a round, each list by name; what came late does not count."""

    in_time: tuple[Service, ...]
    late: tuple[Service, ...]
    missing: tuple[Service, ...]

    @property
    def submitted(self) -> int:
        """How many submitted, late ones included."""
        return len(self.in_time) + len(self.late)

    @property
    def expected(self) -> int:
        """How many services there are."""
        return self.submitted + len(self.missing)


@dataclass(frozen=True)
class Taken:
    """A round as it was taken: the programme's services by key, the frameworks as worded then, the positions.

    `submitted` is when each service first submitted its own answers (UTC), `corrected` are the services that reopened
    or corrected them since; `people_in` is how many people answered about each service, shown or not. Positions of
    other services and of items or levels that the frameworks do not have are set aside.

    `whose` are the levels in view; see `seen_by`. Of people's, those on the items of `other_words` are set
    aside.
    """

    round: Round
    services: Mapping[str, Service]
    frameworks: tuple[Framework, ...]
    positions: tuple[Position, ...]
    submitted: Mapping[str, datetime]
    people_in: Mapping[str, Turnout] = field(default_factory=dict)
    corrected: Mapping[str, Submitted] = field(default_factory=dict)
    whose: Whose = ""
    other_words: frozenset[ItemKey] = frozenset()

    @cached_property
    def fingerprint(self) -> str:
        """A text that differs for every other round, set of services or set of positions."""
        wordings = [framework.fingerprint for framework in self.frameworks]
        acts = (sorted(self.submitted.items()), sorted(self.corrected.items(), key=lambda one: one[0]))
        look = (self.whose, sorted(self.other_words))
        facts = (self.round, sorted(self.services.items()), wordings, self.positions, acts, look)
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    @cached_property
    def counted(self) -> frozenset[str]:
        """The services whose own or agreed answers count in this round: what only people said is not enough.

        In people's view, those of which people's level may be shown.
        """
        return self._heard if self.whose == "people" else self._rated_by_itself

    @cached_property
    def _rated_by_itself(self) -> frozenset[str]:
        return frozenset(one.service for one in self.positions if one.voice != "people") & self.services.keys()

    @cached_property
    def _heard(self) -> frozenset[str]:
        return frozenset(one.service for one in self.positions if one.people_level is not None) & self.services.keys()

    @property
    def missing(self) -> tuple[Service, ...]:
        """The services that did not submit; in people's view, those of which none may be shown."""
        return self.named(self.services.keys() - self._heard) if self.whose == "people" else self.turnout.missing

    @property
    def turnout(self) -> RollCall:
        """Who submitted before the round closed, who later and who not at all."""
        in_time = {key for key, at in self.submitted.items() if key in self.services and self.round.counts(at)}
        late = (self.submitted.keys() & self.services.keys()) - in_time
        return RollCall(self.named(in_time), self.named(late), self.named(self.services.keys() - in_time - late))

    @property
    def asked(self) -> set[ItemKey]:
        """The items of the round's frameworks."""
        return {(framework.key, item.key) for framework in self.frameworks for item in framework.items}

    @cached_property
    def rated(self) -> dict[ItemKey, dict[str, Position]]:
        """The positions that have a level on the scale, by item and then by service; the level is that of the view."""
        asked = self.asked - self.other_words
        scales = {framework.key: framework.values for framework in self.frameworks}
        found: dict[ItemKey, dict[str, Position]] = {}
        for one in (position.seen_by(self.whose) for position in self.positions):
            key = one.framework, one.item
            if key in asked and one.service in self.services and one.level in scales[one.framework]:
                found.setdefault(key, {})[one.service] = one
        return found

    @cached_property
    def people(self) -> dict[str, int]:
        """How many people who use a service the item shows that shows most of them, for each whose answers count.

        They are in its level, or said that they don't know.
        """
        positions: dict[str, list[Position]] = {service: [] for service in self._rated_by_itself | self.counted}
        for position in self.positions:
            if position.service in positions:
                positions[position.service].append(position)
        return {service: most_heard(own) for service, own in positions.items()}

    def has_people(self, service: str) -> bool:
        """Say whether five people or more answered about a service, shown or not."""
        return service in self.people_in and self.people_in[service].submitted > 0

    @property
    def people_came(self) -> Turnout:
        """How many people finished about these services, where answering has ended."""
        return together(turnout for service, turnout in self.people_in.items() if service in self.services)

    @property
    def unshown(self) -> dict[str, int]:
        """How many people answered and are not shown, by service; services without any are left out.

        For a service whose own answers do not count, the number is not known yet.
        """
        ended = {key: turnout.submitted for key, turnout in self.people_in.items() if turnout.has_ended}
        return {key: ended[key] - shown for key, shown in self.people.items() if ended.get(key, 0) > shown}

    @property
    def heard_on(self) -> frozenset[ItemKey]:
        """The items on which people's level may be shown at some service, even if people read other words."""
        return frozenset((one.framework, one.item) for one in self.positions if one.people_level is not None)

    @property
    def people_answered(self) -> bool:
        """Whether people's level is shown anywhere."""
        return any(one.people_level is not None and one.service in self.services for one in self.positions)

    def framework(self, key: str) -> Framework | None:
        """Return this round's wording of a framework, None if the round did not rate it."""
        return next((framework for framework in self.frameworks if framework.key == key), None)

    def named(self, keys: Collection[str]) -> tuple[Service, ...]:
        """Return the services of these keys, by name."""
        return tuple(sorted((self.services[key] for key in keys), key=lambda one: (one.name, one.key)))

    def only(self, services: Collection[str]) -> "Taken":
        """Return the same round for some of its services."""
        if self.services.keys() <= set(services):
            return self
        return replace(
            self,
            services={key: service for key, service in self.services.items() if key in services},
            positions=tuple(one for one in self.positions if one.service in services),
            submitted={key: at for key, at in self.submitted.items() if key in services},
            corrected={key: when for key, when in self.corrected.items() if key in services},
        )

    def seen_by(self, whose: Whose, like: "Taken") -> "Taken":
        """Return the same round with the levels of one voice in place of those that count.

        People's level of an item is left out where they read other words than in the round `like`: it is not the same
        level. What may be shown of people is decided before, position by position.
        """
        other = in_other_words(self.frameworks, like.frameworks, "people") if whose == "people" else frozenset()
        return replace(self, whose=whose, other_words=other)

    @property
    def agreed(self) -> tuple[Position, ...]:
        """The positions whose level is the one that both voices agreed on, of this round's services and items.

        There are none in the view of a single voice.
        """
        return tuple(
            one
            for one in self.positions
            if not self.whose
            and one.agreed_level is not None
            and one.service in self.rated.get((one.framework, one.item), {})
        )

    def gaps(self, key: ItemKey) -> dict[str, int]:
        """Return how many levels each service stands above what people say of it, where both have answered."""
        order = _order(self.framework(key[0]))
        return {
            one.service: order[one.both[0]] - order[one.both[1]]
            for one in self.positions
            if (one.framework, one.item) == key
            and one.service in self.services
            and one.both is not None
            and order.keys() >= set(one.both)
        }

    def changed_after(self, key: ItemKey) -> frozenset[str]:
        """Return the services that changed their level of an item after people's answers to it could be seen."""
        return frozenset(
            one.service for one in self.positions if (one.framework, one.item) == key and one.changed_after
        )

    def distribution(self, key: ItemKey) -> dict[int, int]:
        """Return how many of the round's services stand at each level of an item; {} when it was not asked."""
        framework = self.framework(key[0])
        levels = [one.level for one in self.rated.get(key, {}).values() if one.level is not None]
        return count_at_levels(framework.values, levels) if framework else {}


def items_in(taken: Iterable[Taken]) -> dict[ItemKey, tuple[Framework, Item]]:
    """Return every item that these rounds asked with its framework, in the form's order; the last wording counts."""
    return items_of(one for each in taken for one in each.frameworks)


def count_at_levels(scale: Sequence[int], levels: Sequence[int]) -> dict[int, int]:
    """Return how many of these levels are at each level of a scale, noughts included."""
    counts = Counter(levels)
    return {value: counts[value] for value in scale}


def _order(framework: Framework | None) -> dict[int | None, int]:
    return {} if framework is None else {value: place for place, value in enumerate(framework.values)}

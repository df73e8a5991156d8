"""A service beside its anonymous peers, in words: what may be said, of whom, and how it was worked out."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from assess.core.dates import day
from assess.core.framework import Framework, Item
from assess.core.peers import Beside, Group, Reason, Rules
from assess.core.scoring import Standing
from assess.core.text import counted, listed
from assess.wording.signs import called

MOST_NAMED = 2  # items in a heading
TOO_FEW = "Too few peers to show without giving one away"


def who(peers: Group, found: Sequence[Beside], rules: Rules) -> str:
    """Say who the peers are; where none may be shown, `why_none`."""
    if not found:
        return why_none(peers, rules)
    kind, area = peers.pool
    if area:
        return f"The peers are {kind} services in {area}."
    several = f"{kind} services of several areas" if kind else "services of several kinds and areas"
    return f"The peers are {several}, put together so that none of them can be worked out."


def why_none(peers: Group, rules: Rules) -> str:
    """Say why no peers may be shown: one sentence for each reason."""
    others = "Without this service's own organisation, the services that it would be compared with"
    sentences: Mapping[Reason | None, str] = {
        "nobody": "There is nothing to compare with yet: a round of similar services must close first.",
        "services": f"{others} are fewer than {rules.peers}. That is too few to show without giving one away.",
        "organisations": (
            f"{others} are run by fewer than {rules.organisations} organisations. That is too few to show without "
            "giving one away."
        ),
        "share": f"{others} include more than a quarter of one organisation, which could be recognised.",
        "seen": (
            "No peers are shown, because you see services of more than one organisation in this group by name, or "
            f"could in the last {rules.years} years. Beside each organisation another part of the group is left out, "
            "and from the difference you could work out what one of them said."
        ),
        None: f"{others} have not rated the same items often enough to show without giving one away.",
    }
    return sentences[peers.reason(rules)]


def title(name: str, standings: Mapping[str, Standing], peers: Mapping[str, Mapping[str, Beside]]) -> str:
    """Return the finding as the heading of a page: `Larkrise: lower than most similar services on Resourced`.

    `peers` has what may be shown, by framework and item; of any other item nothing is said.
    """
    higher, lower, compared = list[str](), list[str](), 0
    for key, standing in standings.items():
        known = list(_known(standing, peers.get(key, {})))
        compared += len(known)
        higher += [called(standing.framework, item) for item, level, found in known if level > found.upper]
        lower += [called(standing.framework, item) for item, level, found in known if level < found.lower]
    if not any(peers.values()):
        return f"{name}: no similar services can be shown"
    if not compared:
        return f"{name}: nothing to compare yet"
    if lower:
        also = f", higher on {len(higher)}" if higher else ""
        return f"{name}: lower than most similar services on {listed(lower, MOST_NAMED)}{also}"
    if higher:
        return f"{name}: higher than most similar services on {listed(higher, MOST_NAMED)}"
    return f"{name}: in the middle half of similar services on all of {counted(compared, 'item')}"


def beside_heading(framework: Framework, standing: Standing, peers: Mapping[str, Beside]) -> str:
    """Say on how many items of a framework the service stands above or below most peers."""
    known = [(standing.levels[key], found) for key, found in peers.items() if key in standing.levels]
    if not known:
        return f"{framework.title}: nothing to compare yet"
    if len(known) == 1:
        level, found = known[0]
        return f"{framework.title}: {_than(level, found)} of about {found.about} similar services"
    higher, lower = map(len, _higher_and_lower(standing, peers))
    if not (higher or lower):
        return f"{framework.title}: in the middle half of peers on all of {len(known)} items"
    return (
        f"{framework.title}: higher than most peers on {higher or 'none'} of {len(known)} items, "
        f"lower on {lower or 'none'}"
    )


def above_and_below(standing: Standing, peers: Mapping[str, Beside]) -> str:
    """Name the items on which the service stands above or below most peers, "" where there are none or one is asked."""
    if len(standing.asked) == 1:
        return ""
    higher, lower = _higher_and_lower(standing, peers)
    named = {"Lower than most": lower, "Higher than most": higher}
    return " ".join(f"{way}: {listed(titles, most=len(titles))}." for way, titles in named.items() if titles)


def _higher_and_lower(standing: Standing, peers: Mapping[str, Beside]) -> tuple[list[str], list[str]]:
    """Return the titles of the items on which the service stands above most peers, and of those below."""
    known = list(_known(standing, peers))
    higher = [item.title for item, level, found in known if level > found.upper]
    return higher, [item.title for item, level, found in known if level < found.lower]


def _known(standing: Standing, peers: Mapping[str, Beside]) -> Iterator[tuple[Item, int, Beside]]:
    """Yield the items on which both the service and its peers have a level to show, with both."""
    for item in standing.asked:
        if item.key in peers and item.key in standing.levels:
            yield item, standing.levels[item.key], peers[item.key]


def held_back(asked: int, found: int) -> str:
    """Say on how many items no peers may be shown, "" when there is none."""
    return f"On {asked - found} of {asked} items there are too few peers to show." if found < asked else ""


def bands(found: Beside) -> str:
    """Say which share of the peers works in each band of a ladder, "" where it has none."""
    if not found.bands:
        return ""
    alike: dict[str, list[str]] = {}
    for band, share in found.bands.items():
        alike.setdefault(share, []).append(f"“{band}”")
    said = [f"{share} work {' or '.join(named)} people" for share, named in alike.items()]
    return f"Of about {found.about} peers: {', '.join(said)}."


def about(peers: Mapping[str, Beside]) -> int | None:
    """Return about how many peers there are, None where it is not the same on all items."""
    numbers = {found.about for found in peers.values()}
    return numbers.pop() if len(numbers) == 1 else None


def half_of(peers: Mapping[str, Beside]) -> str:
    """Return the heading over the peers' levels."""
    number = about(peers)
    return "Middle half of peers" if number is None else f"Middle half of about {number} peers"


def peer_rows(
    framework: Framework, items: Sequence[Item], standing: Standing, peers: Mapping[str, Beside]
) -> list[dict[str, str]]:
    """Return the same as the chart, as rows of a table: no more columns than fit a phone.

    How many peers there are stands in each row, unless it is `about` the same in all.
    """
    is_said = about(peers) is None
    return [
        {
            "Item": item.title,
            "This service": _own_level(standing, item, found),
            "Middle half of peers": _peers(framework, found, is_said=is_said) if found else TOO_FEW,
        }
        for item in items
        for found in [peers.get(item.key)]
    ]


def how(rules: Rules, taken: date | None) -> list[str]:
    """Say how benchmarks are worked out and what keeps everybody hidden, a sentence or two each."""
    when = f" They were last put together on {day(taken)}." if taken else ""
    who_counts = (
        f"Peers are other services, each with its newest round that has closed, not more than {rules.years} years ago. "
        f"What counts is the agreed level where there is one, else the service's own. "
        f"Their round may have asked an earlier wording of the same item.{when}"
    )
    who_are_peers = (
        "Every service is in one group, and groups do not overlap: the services of one kind and area, or those of a "
        "kind, or of several kinds, that are too few alone. The peers are that group without the service's own "
        "organisation, and everybody who may see them is shown the same numbers."
    )
    when_shown = (
        f"Peers are shown from {rules.peers} services of {rules.organisations} organisations, none with more than a "
        "quarter of them, and to nobody who sees services of two organisations in the group by name, or could in the "
        f"last {rules.years} years."
    )
    how_coarse = (
        "The middle half leaves out the lower and the upper quarter of the peers; where both ends are at one level we "
        "say “most” and no more. Numbers of peers are rounded to five."
    )
    how_still = (
        f"Peers are put together anew only when {rules.changed} organisations have changed, so nobody can see what one "
        "change did. Levels are never averaged."
    )
    return [who_counts, who_are_peers, when_shown, how_coarse, how_still]


def _own_level(standing: Standing, item: Item, found: Beside | None) -> str:
    level = standing.levels.get(item.key)
    than = f": {_than(level, found)}" if level is not None and found else ""
    beside = standing.beside(item.key)
    return f"{standing.framework.named(level)}{f' ({beside})' if beside else ''}{than}"


def _than(level: int, found: Beside) -> str:
    if level > found.upper:
        return "higher than most"
    if level < found.lower:
        return "lower than most"
    return "the same as most" if found.most else "in the middle half"


def _peers(framework: Framework, found: Beside, *, is_said: bool) -> str:
    lower, middle, upper = (framework.named(level) for level in (found.lower, found.middle, found.upper))
    shown = f"most at {lower}" if found.most else f"{lower} to {upper}, middle peer {middle}"
    return f"{shown} (about {found.about} peers)" if is_said else shown

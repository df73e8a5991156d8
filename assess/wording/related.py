"""Lists from elsewhere beside a service's items, from the file that has them, `data/related.toml`."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from assess.core import paths
from assess.core.catalogue import Catalogue
from assess.core.dates import day
from assess.core.related import RelatedList, Shown, checked_lists

FILE = paths.PROGRAM / "data" / "related.toml"
TITLE = "What this also shows"
RELATED = (
    "The parts of other lists that are about the same things. Related means no more than that: a level here never says "
    "that a service meets a list or keeps a law."
)

NONE = "No item that is rated here is related to a part of a list."


def lists(catalogue: Catalogue, file: Path = FILE) -> tuple[RelatedList, ...]:
    """Return the lists, those in use first; a FrameworkError names what is wrong in their file."""
    return checked_lists(tomllib.loads(file.read_text(encoding="utf-8")), catalogue)


def named(one: RelatedList) -> str:
    """Name a list, and say so if it is retired."""
    return f"{one.title} (retired)" if one.status == "retired" else one.title


def source(one: RelatedList, others: Sequence[RelatedList]) -> str:
    """Say who publishes a list, whether it is in use, and when and where that was last seen."""
    later = next((each.title for each in others if each.key == one.replaced_by), "")
    stands = f"Retired: “{later}” is in its place." if later else "In use."
    return f"{one.about} {one.publisher}, {one.year}. {stands} Last checked on {day(one.as_of)}: {one.seen}."


def rows(shown: Sequence[Shown]) -> list[dict[str, str]]:
    """Return the parts of lists as rows of a table, each with the related items and their levels."""
    return [
        {
            "List": named(each.of),
            "Part": each.part.name,
            "Related here": ", ".join(
                f"{item.title.partition(':')[0]} ({standing.framework.named(standing.levels[item.key])})"
                for standing, item in each.items
            ),
        }
        for each in shown
    ]


def parts(one: RelatedList, catalogue: Catalogue) -> list[dict[str, str]]:
    """Return the parts of a list as rows of a table, each with the related items by framework."""
    return [
        {
            "Part": part.name,
            "Related here": ", ".join(
                f"{catalogue[framework].item(item).title.partition(':')[0]} ({catalogue[framework].title})"
                for framework, item in part.keys
            ),
        }
        for part in one.parts
    ]

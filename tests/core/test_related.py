"""Lists from elsewhere: what their file must say, and what is shown beside a service's items."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from assess.core.catalogue import Catalogue
from assess.core.errors import FrameworkError
from assess.core.related import checked_lists, related
from drawn import stand

FILE: dict[str, Any] = {
    "lists": [
        {
            "key": "old",
            "title": "Old duty",
            "publisher": "An act",
            "year": 2012,
            "link": "https://example.org/old",
            "status": "retired",
            "replaced_by": "new",
            "as_of": date(2022, 7, 1),
            "seen": "an act",
            "about": "It bound some.",
            "parts": [{"name": "Section 1", "items": ["ladder.plan"]}],
        },
        {
            "key": "new",
            "title": "New duty",
            "publisher": "An act",
            "year": 2022,
            "link": "https://example.org/new",
            "status": "in use",
            "as_of": date(2025, 1, 26),
            "seen": "a page",
            "about": "It binds some.",
            "parts": [
                {"name": "Section 2", "items": ["ladder.plan", "principles.equal"]},
                {"name": "Section 3", "items": ["milestones.information"]},
            ],
        },
    ]
}


def test_a_part_is_shown_with_the_related_items_that_have_a_level_those_of_lists_in_use_first(
    catalogue: Catalogue,
) -> None:
    lists = checked_lists(FILE, catalogue)
    assert [one.key for one in lists] == ["new", "old"]
    standings = {
        "ladder": stand(catalogue["ladder"], {"plan": 5}),
        "principles": stand(catalogue["principles"], {"holistic": 2}),
    }
    shown = [(each.of.key, each.part.name, [item.key for _, item in each.items]) for each in related(lists, standings)]
    assert shown == [("new", "Section 2", ["plan"]), ("old", "Section 1", ["plan"])]
    assert related(lists, {}) == []


@pytest.mark.parametrize(
    ("place", "name", "value", "fault"),
    [
        (1, "status", "kept", "lists.1.status: "),
        (1, "link", "example.org", "lists.1.link: "),
        (1, "complies", "yes", "lists.1.complies: Extra inputs"),
        (1, "key", "old", "old: duplicate key"),
        (0, "replaced_by", "newer", "old: unknown list 'newer' in its place"),
        (0, "replaced_by", None, "old: a list has another one in its place when it is retired, and only then"),
        (1, "replaced_by", "old", "new: a list has another one in its place when it is retired"),
        (1, "parts", [{"name": "X", "items": ["ladder.lift"]}], r"new: unknown item 'ladder\.lift'"),
        (1, "parts", [{"name": "X", "items": []}], "lists.1.parts.0.items: "),
    ],
)
def test_a_fault_in_the_file_is_named(catalogue: Catalogue, place: int, name: str, value: object, fault: str) -> None:
    file = deepcopy(FILE)
    file["lists"][place][name] = value
    with pytest.raises(FrameworkError, match=rf"related lists: .*{fault}"):
        checked_lists(file, catalogue)

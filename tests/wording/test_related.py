from datetime import date

from assess import wording
from assess.core.catalogue import Catalogue
from assess.core.related import related
from drawn import stand


def test_the_file_has_lists_with_source_and_status_and_a_retired_one_is_marked(catalogue: Catalogue) -> None:
    lists = wording.related.lists(catalogue)
    assert [wording.related.named(one) for one in lists] == [
        "Making it Real: 'I' and 'We' statements",
        "UK Standards for Public Involvement",
        "Duties of integrated care boards to involve people",
        "Duty of clinical commissioning groups to involve people (retired)",
    ]
    assert max(one.as_of for one in lists) < date(2026, 12, 1)
    in_use, retired = lists[0], lists[-1]
    assert " In use. Last checked on 22 February 2024: the Care Quality Commission's page" in wording.related.source(
        in_use, lists
    )
    assert " Retired: “Duties of integrated care boards to involve people” is in its place. " in wording.related.source(
        retired, lists
    )


def test_a_relation_is_never_said_to_be_more_than_that(catalogue: Catalogue) -> None:
    text = wording.related.FILE.read_text(encoding="utf-8").partition("[[lists]]")[2].lower()
    for word in ("compl", "meets", "fulfil", "proves", "satisf"):
        assert word not in text
    assert "never says that a service meets a list or keeps a law" in wording.related.RELATED


def test_the_six_uk_standards_are_each_related_to_items(catalogue: Catalogue) -> None:
    (standards,) = (one for one in wording.related.lists(catalogue) if one.key == "uk-standards")
    assert [part["Part"] for part in wording.related.parts(standards, catalogue)] == [
        "Inclusive opportunities",
        "Working together",
        "Support and learning",
        "Communications",
        "Impact",
        "Governance",
    ]
    together = wording.related.parts(standards, catalogue)[1]["Related here"]
    assert together.startswith(
        "Equal (Gold Standard principles), Positive (Gold Standard principles), Equal partners ("
    )


def test_a_row_has_the_level_on_each_related_item(catalogue: Catalogue) -> None:
    standings = {
        "principles": stand(catalogue["principles"], {"equal": 2, "positive": 3}),
        "ladder": stand(catalogue["ladder"], {"plan": 5}),
    }
    rows = wording.related.rows(related(wording.related.lists(catalogue), standings))
    assert rows[0] == {
        "List": "UK Standards for Public Involvement",
        "Part": "Working together",
        "Related here": "Equal (2 Developing), Positive (3 Established)",
    }
    assert [row["List"] for row in rows[1:]] == [
        "Duties of integrated care boards to involve people",
        "Duty of clinical commissioning groups to involve people (retired)",
    ]
    assert {row["Related here"] for row in rows[1:]} == {"Plan (5 Engagement)"}

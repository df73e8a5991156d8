"""The paper on a programme's only round, read from the store."""

from datetime import timedelta

import pytest

from assess.core.access import Viewer
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.present import first_round
from assess.present.document import Paragraph
from assess.store import Store
from assess.tasks import papers


def test_a_programmes_only_closed_round_is_given_as_both_and_makes_a_first_paper(
    empty_store: Store, me: Viewer
) -> None:
    service, round_ = empty_store.services.add_first(me, "Larkrise", "Fernbridge", "home care", "Fernshire")
    response = empty_store.ratings.start(me, service.key, round_.key)
    empty_store.ratings.save(me, response.key, [Answer("ladder", "overall", 4), Answer("principles", "equal", 1)])
    empty_store.ratings.submit(me, response.key)
    later = round_.closes + timedelta(days=1)
    programme, before, after = papers.rounds_to_compare(empty_store, me, later)
    assert before == after == round_
    facts = papers.facts(empty_store, me, programme, before, after, later)
    assert facts.comparison.is_first
    assert [taken.round for taken in facts.taken] == [round_]
    assert facts.headline == f"{programme.name}, first round: 1 service rated, too few to say what is low"
    said = [block.text for block in first_round.paper(facts).blocks if isinstance(block, Paragraph)]
    assert any("1 of 1 service took part" in sentence for sentence in said)
    for kind, write in papers.PAPER_FORMATS.items():
        assert write(facts).startswith(b"%PDF" if kind == "pdf" else b"PK")


def test_a_round_named_alone_is_still_refused(empty_store: Store, me: Viewer) -> None:
    _, round_ = empty_store.services.add_first(me, "Larkrise", "Fernbridge", "home care", "Fernshire")
    later = round_.closes + timedelta(days=1)
    with pytest.raises(InputError, match="1 closed round"):
        papers.rounds_to_compare(empty_store, me, later, after=round_.key)
    with pytest.raises(InputError, match="has no closed round yet"):
        papers.rounds_to_compare(empty_store, me, round_.opens)

"""What is said of a framework that a service has set aside."""

from datetime import UTC, datetime

from assess import wording
from assess.core.catalogue import Catalogue

AT = datetime(2026, 6, 3, 9, tzinfo=UTC)


def test_the_offer_says_why_and_what_follows(catalogue: Catalogue) -> None:
    milestones = catalogue["milestones"]
    assert milestones.set_aside
    offer = wording.asides.offer(milestones)
    assert offer.startswith(f"{milestones.title}: {milestones.set_aside[0].lower()}{milestones.set_aside[1:]} ")
    assert offer.endswith("Rounds that have closed keep what they have.")


def test_what_is_set_aside_is_said_with_the_day(catalogue: Catalogue) -> None:
    milestones = catalogue["milestones"]
    assert wording.asides.in_round([(milestones, AT)]) == [
        f"{milestones.title}: set aside on 3 June 2026, so it is not counted."
    ]
    assert wording.asides.in_round([]) == []
    assert wording.asides.stands(milestones, AT).startswith(f"{milestones.title}: set aside on 3 June 2026.")
    done = [wording.asides.done(milestones, aside=aside) for aside in (True, False)]
    assert done == [f"{milestones.title}: set aside.", f"{milestones.title}: asked again."]


def test_only_the_milestones_may_be_set_aside(catalogue: Catalogue) -> None:
    assert [each.key for each in catalogue if each.set_aside] == ["milestones"]

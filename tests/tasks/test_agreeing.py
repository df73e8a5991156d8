"""The answer that the agreement board sends is recorded, or refused in a sentence."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assess.core import voices
from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import agreeing, outcome

ME = local_viewer()


@dataclass
class Heard:
    """A service of the example in a round in which both voices were heard, and the item that is furthest apart."""

    store: Store
    service: Service
    round: Round
    position: Position

    def record(self, **sent: object) -> str:
        about = {"key": f"{self.position.framework}/{self.position.item}", "why": "We met.", "seen": ["", ""]}
        return agreeing.record(self.store, ME, self.service, self.round, about | sent)

    @property
    def agreed(self) -> Answer | None:
        about = self.position.framework, self.position.item
        return agreeing.settled(self.store, ME, self.service, self.round).get(about)

    @property
    def said(self) -> tuple[str, str]:
        """The keys of the service's level and of people's."""
        return str(self.position.service_level), str(self.position.people_level)

    @property
    def unsaid(self) -> str:
        """The key of a level that lies outside both."""
        values = self.store.catalogue[self.position.framework].values
        return next(str(value) for value in values if voices.outside(self.position, value))


@pytest.fixture
def heard(tmp_path: Path, example_copy: Callable[[str, Path], Path], catalogue: Catalogue) -> Iterator[Heard]:
    with closing(Store(example_copy("fictional", tmp_path / "assess.duckdb"), catalogue)) as store:
        service = store.services.get(ME, "larkrise-sitting-service")
        for round_ in store.rounds.of(ME, service.programme):
            settled = agreeing.settled(store, ME, service, round_)
            positions = outcome.heard(store, ME, service, round_)
            open_ = [each for each in positions if (each.framework, each.item) not in settled and each.both]
            if open_:
                yield Heard(store, service, round_, max(open_, key=voices.apart))
                return


def test_what_both_agree_on_is_recorded_with_its_reason_and_confirmed(heard: Heard) -> None:
    own, people = heard.said
    assert heard.record(level=people).endswith(": what you agree on is recorded.")
    assert agreeing.shown(heard.agreed) == [people, "We met."]
    heard.record(level=own, why=" We met again. ", seen=[people, "We met."])
    assert agreeing.shown(heard.agreed) == [own, "We met again."]
    assert agreeing.shown(None) == ["", ""]


def test_a_level_that_nobody_said_is_agreed_only_when_it_is_meant(heard: Heard) -> None:
    for meant in (False, "yes", None):
        with pytest.raises(InputError, match="what each of you said"):
            heard.record(level=heard.unsaid, meant=meant)
    assert heard.agreed is None
    heard.record(level=heard.unsaid, meant=True)
    assert agreeing.shown(heard.agreed)[0] == heard.unsaid


def test_of_two_agreements_the_later_one_is_refused_until_the_other_has_been_seen(heard: Heard) -> None:
    own, people = heard.said
    heard.record(level=people, why="Because they said so")
    for seen in (["", ""], [people, "Something else"], None):
        with pytest.raises(InputError, match="Somebody else has just agreed on this item"):
            heard.record(level=own, why="Because we say so", seen=seen)
    assert agreeing.shown(heard.agreed) == [people, "Because they said so"]
    heard.record(level=own, why="Because we say so", seen=[people, "Because they said so"])
    assert agreeing.shown(heard.agreed) == [own, "Because we say so"]


def test_an_agreement_on_which_nothing_was_changed_is_not_recorded_again(heard: Heard) -> None:
    heard.record(level=heard.said[0])
    acts = heard.store.audit.newest(ME, 1)
    # Sent again after the connection was cut, it had seen nothing.
    assert heard.record(level=heard.said[0]).endswith("is recorded.")
    assert heard.store.audit.newest(ME, 1) == acts


def test_there_is_no_agreement_without_a_reason_or_about_what_people_did_not_answer(heard: Heard) -> None:
    with pytest.raises(InputError, match="the reason for it"):
        heard.record(level=heard.said[0], why=" ")
    for key in ("ladder/nothing", "", None, 3):
        with pytest.raises(InputError, match="nothing to agree"):
            heard.record(key=key, level="1")
    assert heard.agreed is None


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.text(max_size=3)))


@given(st.dictionaries(st.sampled_from(["level", "why", "meant", "seen"]), ANYTHING))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_whatever_a_browser_sends_is_recorded_or_refused(heard: Heard, sent: Mapping[str, Any]) -> None:
    before = heard.agreed
    try:
        heard.record(**sent)
    except InputError:
        assert heard.agreed == before
    else:
        assert heard.agreed is not None
        assert heard.agreed.note

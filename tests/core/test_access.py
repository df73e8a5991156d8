import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.access import ROLES, Grant, Role, Scope, Viewer, local_viewer

GRANTS = st.lists(
    st.builds(
        Grant,
        role=st.sampled_from(ROLES),
        over=st.sampled_from(["everything", "programme", "area", "service"]),
        key=st.sampled_from(["larkrise", "north"]),
    ),
    max_size=5,
).map(tuple)
NOTHING = Scope(everything=False, services=(), programmes=(), areas=(), responses=())


def test_without_a_grant_nothing_may_be_seen_or_done() -> None:
    nobody = Viewer("b", "Somebody")
    assert nobody.reads == nobody.rates == NOTHING
    assert nobody.roles == frozenset()


@given(GRANTS)
def test_a_scope_holds_what_was_granted_and_nothing_else(grants: tuple[Grant, ...]) -> None:
    viewer = Viewer("b", "Somebody", grants)
    for scope, roles in (
        (viewer.reads, set(ROLES)),
        (viewer.rates, {"manager", "administrator"}),
        (viewer.runs, {"board", "administrator"}),
    ):
        held = [(grant.over, grant.key) for grant in grants if grant.role in roles]
        assert scope.everything == ("everything" in {over for over, _ in held})
        assert [*scope.services, *scope.programmes, *scope.areas] == [
            key for wanted in ("service", "programme", "area") for over, key in held if over == wanted
        ]


@given(GRANTS)
def test_whoever_may_rate_a_service_may_see_it(grants: tuple[Grant, ...]) -> None:
    viewer = Viewer("b", "Somebody", grants)
    assert not viewer.rates.everything or viewer.reads.everything
    rates, reads = viewer.rates, viewer.reads
    for rated, read in zip(
        (rates.services, rates.programmes, rates.areas), (reads.services, reads.programmes, reads.areas), strict=True
    ):
        assert set(rated) <= set(read)


@pytest.mark.parametrize("role", ["board", "commissioner"])
def test_boards_and_commissioners_read_and_do_not_rate(role: Role) -> None:
    viewer = Viewer("b", "Somebody", (Grant(role, "programme", "larkrise"),))
    assert viewer.reads.programmes == ("larkrise",)
    assert viewer.rates == NOTHING


def test_the_person_at_a_laptop_has_every_role_or_those_they_look_through() -> None:
    assert local_viewer().roles == set(ROLES)
    assert local_viewer().rates.everything
    board = local_viewer(["board"])
    assert board.roles == {"board"}
    assert board.reads.everything
    assert not board.rates.everything

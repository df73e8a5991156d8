"""A round keeps the services that were in its programme at its close."""

from datetime import UTC, date, datetime

from assess.core.dates import stored
from assess.core.membership import Move, is_member, is_retired, programme_at
from assess.core.programme import Round


def at(month: int, day: int, hour: int = 0) -> datetime:
    return stored(datetime(2026, month, day, hour, tzinfo=UTC))


SPRING = Round("spring", "one", "Spring", date(2026, 3, 1), date(2026, 5, 31))
MOVED = Move(1, "larkrise", "one", "two", at(6, 3, 9))
BACK = Move(2, "larkrise", "two", "one", at(7, 1, 9))
RETIRED = Move(3, "larkrise", "one", "", at(8, 1, 9))


def test_a_service_is_where_its_last_move_brought_it_and_before_the_first_where_that_began() -> None:
    moves = [MOVED, BACK, RETIRED]
    found = [programme_at(moves, at(month, 15)) for month in (1, 6, 7, 8)]
    assert found == ["one", "two", "one", ""]


def test_a_round_that_closed_before_a_move_keeps_the_service() -> None:
    assert is_member([MOVED], SPRING)


def test_the_last_move_before_the_close_counts_for_a_round() -> None:
    june = Round("june", "one", "June", date(2026, 6, 1), date(2026, 6, 30))
    july = Round("july", "one", "July", date(2026, 6, 1), date(2026, 7, 31))
    assert not is_member([MOVED, BACK], june)
    assert is_member([MOVED, BACK], july)


def test_the_first_round_after_a_move_is_of_the_new_programme() -> None:
    autumn = Round("autumn", "two", "Autumn", date(2026, 9, 1), date(2026, 11, 30))
    assert is_member([MOVED], autumn)
    assert not is_member([MOVED], Round("of-one", "one", "Autumn", date(2026, 9, 1), date(2026, 11, 30)))


def test_one_without_moves_is_in_every_round_of_its_programme_and_not_retired() -> None:
    assert is_member([], SPRING)
    assert not is_retired([])
    assert [is_retired(moves) for moves in ([MOVED], [BACK, RETIRED])] == [False, True]

import pytest

from assess.core.errors import InputError
from assess.core.learned import HOW_LIMIT, Learned, checked_learned


def test_how_a_service_climbed_is_kept_in_its_own_lines_and_the_role_in_one() -> None:
    kept = checked_learned(Learned(" We asked first.\r\nThen we changed it. ", " Team \n manager ".replace("\n", " ")))
    assert kept == Learned("We asked first.\nThen we changed it.", "Team manager")
    assert checked_learned(Learned()) == Learned("", "")


@pytest.mark.parametrize("contact", ["ann@example.org", "Ann, 01234 567890", "https://example.org/ann", "0114-222 333"])
def test_an_address_or_a_telephone_number_is_no_role(contact: str) -> None:
    with pytest.raises(InputError, match=r"^Say which role can be asked, such as team manager: no name, address"):
        checked_learned(Learned("We asked first.", contact))


@pytest.mark.parametrize("contact", ["Manager of ward 12", "Lead for 2026/27", "Participation worker"])
def test_a_role_may_have_a_number(contact: str) -> None:
    assert checked_learned(Learned("We asked first.", contact)).contact == contact


def test_a_role_alone_and_a_text_without_end_are_refused() -> None:
    with pytest.raises(InputError, match=r"^Say how you climbed as well"):
        checked_learned(Learned("", "Team manager"))
    with pytest.raises(InputError, match=r"^How you climbed is 1,001 characters long; the most it can be is 1,000\.$"):
        checked_learned(Learned("x" * (HOW_LIMIT + 1)))

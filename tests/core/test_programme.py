from dataclasses import replace

import pytest

from assess.core.programme import READING, Service, cautions, notices

OWN = Service("own", "Larkrise", "Fern Council (fictional)", "home care", "North", "one")
READ = replace(OWN, key="read", notice="Our reading of a report.\nWe took the lower level.\nWe read as outsiders.")
INVENTED = replace(OWN, key="invented", notice="Fictional example: nothing here exists.")


@pytest.mark.parametrize(("service", "is_reading"), [(OWN, False), (READ, True), (INVENTED, False)])
def test_a_service_is_a_reading_where_its_notice_begins_so(service: Service, is_reading: bool) -> None:
    assert service.is_reading == is_reading == service.notice.startswith(READING)


def test_the_first_line_of_a_notice_is_shown_once_for_all_services_that_have_it() -> None:
    assert notices([OWN, READ, INVENTED, replace(READ, key="other")]) == [
        "Our reading of a report.",
        "Fictional example: nothing here exists.",
    ]
    assert notices([OWN]) == []


def test_what_stands_below_the_first_line_is_the_caution() -> None:
    assert cautions([OWN, READ, INVENTED, READ]) == ["We took the lower level.\nWe read as outsiders."]

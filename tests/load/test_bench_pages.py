"""The messages that a page sends when it is opened stay small, however busy the machine is."""

from collections.abc import Callable
from dataclasses import replace

from load import bench_pages
from served import Server


def test_no_page_sends_more_than_its_limit_when_it_is_opened(example_server: Callable[[str], Server]) -> None:
    address = example_server("fictional").url.removeprefix("http://")
    lines = list(bench_pages.lines(address, bare=1_000, times=2))
    assert [line.name for line in lines if line.kib > line.limit] == []
    # A page that could not be opened would be small as well.
    assert [f"{line.name} {line.kib:.1f}" for line in lines if line.kib < line.limit / 2] == []
    assert [str(line).endswith("ok") for line in lines] == [True] * len(bench_pages.LIMITS)
    late, big = replace(lines[0], warm_ratio=bench_pages.WARM + 1), replace(lines[0], kib=lines[0].limit + 1)
    assert str(late).endswith("OVER")
    assert str(big).endswith("OVER")

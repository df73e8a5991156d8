"""A programme whose rounds are on a framework that was made here, in two versions."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from assess.core import drafts
from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.drafts import Draft
from assess.core.framework import Framework
from assess.core.programme import Round
from assess.store import Store
from assess.store.brought import Sitting

ME = local_viewer()
PROGRAMME = "fernshire"
SPRING, AUTUMN = (date(2025, 3, 1), date(2025, 5, 31)), (date(2025, 9, 1), date(2025, 11, 30))
SERVICES = [(f"Service {number:02}", f"Organisation {number % 8}") for number in range(16)]
# Titles and words that would break a page if they were anything but text.
HOSTILE = {
    "title": '<img src=x onerror="window.ran = 1"> **[a](https://example.org)** עץ',
    "label": "<b>&amp;|*",
    "item": "# =1+1 ![c](https://example.org/c.png) <script>window.ran = 1</script> $x$ #let",
}


def draft(title: str = "Kindness", item: str = "Item {}", label: str = "Level {}") -> Draft:
    """Return a draft with four items, of which only the first describes some levels of its own."""
    made = drafts.blank(title)
    for path in (("source",), ("credit",), ("about",)):
        made = drafts.put(made, path, f"{title}: ours, https://example.org")
    for value in range(5):
        made = drafts.put(made, ("levels", value, "label"), label.format(value))
    for number in range(4):
        made, key = drafts.add_item(made, item.format(number))
        for field in ("question", "prompt"):
            made = drafts.put(made, ("items", key, field), f"{item.format(number)}?")
    first = made["items"][0]["key"]
    for value in (1, 3):
        made = drafts.put(made, ("items", first, "descriptors", value), f"{item.format(0)} at {value}")
        made = drafts.put(made, ("items", first, "descriptors_people", value), f"I see {item.format(0)} at {value}")
    return made


def published(store: Store, made: Draft, key: str = "") -> Framework:
    """Publish a draft as a new framework, or as the next version of the one of this key."""
    return store.frameworks.publish(ME, store.frameworks.begin(ME, made, key), made)


def add_services(store: Store, number: int = len(SERVICES)) -> None:
    """Add a programme with so many services, of up to eight organisations."""
    store.programmes.add(ME, "Fernshire", key=PROGRAMME)
    for name, organisation in SERVICES[:number]:
        store.services.add(ME, name, organisation, "home care", "North", PROGRAMME)


def rate_all(store: Store, frameworks: Sequence[Framework], name: str, days: tuple[date, date], level: int) -> Round:
    """Open a round on frameworks; every service rates all items at a level, and its people one level lower."""
    round_ = store.rounds.open(ME, PROGRAMME, name, *days, frameworks=frameworks)
    own = [Answer(one.key, item.key, one.values[level]) for one in frameworks for item in one.asked("quick", "service")]
    said = [
        Answer(one.key, item.key, one.values[level - 1]) for one in frameworks for item in one.asked("quick", "people")
    ]
    at = datetime(2025, days[0].month, 15, 12, tzinfo=UTC)
    services = [service.key for service in store.services.visible_to(ME, programme=PROGRAMME)]
    store.ratings.bring(ME, [Sitting(service, round_, frameworks, own, at) for service in services])
    store.ratings.bring(ME, [Sitting(service, round_, frameworks, said, at, "people", 6) for service in services])
    return round_


def rate(store: Store, framework: Framework, name: str, days: tuple[date, date], level: int) -> Round:
    """Do the same with one framework."""
    return rate_all(store, [framework], name, days, level)

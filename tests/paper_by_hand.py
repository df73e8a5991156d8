"""Programmes with a level for every item, as the facts of a paper, and the number of pages of a file."""

import os
import random
import re
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assess.core.actions import Action
from assess.core.board import alone, compare
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.taken import Taken
from assess.core.voices import Note
from assess.present.board_paper import Facts
from assess.present.result_paper import ResultFacts
from programs import needs
from rounds_by_hand import FRAMEWORKS, PROGRAMME

TODAY = date(2026, 11, 29)
LONG = "Neighbourhood Support and Short Breaks for Families and Carers, {}"
LONG_NAME = "Neighbourhood Support and Short Breaks for Families, Carers and Young People in the Western Marches"
LONG_WORD = "Lopadotemachoselachogaleokranioleipsanodrimhypotrimmatosilphio"
AWKWARD = "=HYPERLINK(1) <b>**#set page()**</b> “quoted” 你好 \\ $x$ @cite"


def needs_arial() -> None:
    """Word has Arial; elsewhere a font of the same widths has to stand in for it."""
    found = subprocess.run([needs("fc-match"), "Arial"], check=True, capture_output=True, text=True).stdout
    if not re.search("Arial|Liberation", found):
        assert "CI" not in os.environ, f"the gate must open what people take away as Word would, not in {found}"
        pytest.skip("no font as wide as Arial on this machine")


def programme_of(services: int, rounds: int, name: str = "Service {}, Marlowick") -> Facts:
    """A programme with every item rated, a silent service, gaps between the voices, and promises of every state."""
    pen = random.Random(services * 10 + rounds)  # noqa: S311 - numbers, no secrets
    listed = {
        f"s{n}": Service(f"s{n}", name.format(n), "Org", "home care", "North", "one", notice="Fictional.")
        for n in range(services)
    }
    opened = [date(2026, 3, 1) - timedelta(days=183 * back) for back in reversed(range(rounds))]
    asked = [
        Round(f"r{n}", "one", f"{'Autumn' if on.month > 6 else 'Spring'} {on.year}", on, on + timedelta(days=90))
        for n, on in enumerate(opened)
    ]
    taken = [_taken(round_, listed, pen) for round_ in asked]
    actions = tuple(_action(n, f"s{n % services}", asked[0]) for n in range(9))
    return Facts(PROGRAMME, compare(*taken[-2:]), tuple(taken), actions, {one.key: () for one in asked}, TODAY)


def _taken(round_: Round, services: dict[str, Service], pen: random.Random) -> Taken:
    at = datetime(round_.opens.year, round_.opens.month, 5, tzinfo=UTC).replace(tzinfo=None)
    rows = []
    for service in list(services)[:-1]:
        for framework in FRAMEWORKS:
            for item in framework.items:
                own, people = pen.choice(framework.values), pen.choice(framework.values)
                key = (service, round_.key, framework.key, item.key)
                rows.append(Position(*key, own, "service", False, own, people, 6, None, at))
    return Taken(round_, services, FRAMEWORKS, tuple(rows), {row.service: at for row in rows})


def _action(number: int, service: str, round_: Round) -> Action:
    due = TODAY + timedelta(days=20 * (number - 3))
    levels = ("principles", "equal", 1, 2)
    state = "done" if number % 4 == 3 else "to do"
    what = "Write down each year what changed because of what people said, and send it to all of them"
    return Action(f"k{number}", service, round_.key, *levels, what, "Head of community support", "", due, state, TODAY)  # type: ignore[arg-type]


def first_round_of(services: int, name: str = "Service {}, Marlowick") -> Facts:
    """A programme with one round, every item rated by all services but the last."""
    facts = programme_of(services, 1 + 1, name)
    taken = facts.taken[-1]
    return replace(facts, comparison=alone(taken), taken=(taken,), notes={taken.round.key: ()})


def hostile(facts: ResultFacts) -> ResultFacts:
    """The same result with long names and a long text in every place where somebody types."""
    service = replace(facts.service, name=LONG_NAME, organisation=LONG_NAME, kind=LONG_WORD, area=LONG_NAME)
    action = Action(
        "",
        service.key,
        facts.round.key,
        "principles",
        "equal",
        0,
        2,
        LONG_NAME * 4,
        LONG_NAME,
        LONG_NAME,
        TODAY,
        "to do",
        TODAY,
    )
    wrote = tuple(
        (title, f"{AWKWARD} {LONG_WORD} {LONG_NAME}" * 5) for title, _ in [("Equal", ""), ("Holistic", "")] * 9
    )
    return replace(
        facts,
        service=service,
        round=replace(facts.round, name=LONG_NAME[:80]),
        people_wrote=wrote,
        service_wrote=wrote,
        actions=(action,) * 9,
        differences=facts.differences * 2,
    )


def with_note(facts: Facts, text: str) -> Facts:
    """Return a comparison with one more note of a service, in its later round."""
    after = facts.both[1]
    note = Note(next(iter(after.services)), "service", "principles", "equal", text, "https://example.org/a_b*c")
    return replace(facts, notes={**facts.notes, after.round.key: (*facts.notes[after.round.key], note)})


def squeezed(text: str) -> str:
    """Return a text without its spaces and line breaks, which a page may set elsewhere."""
    return re.sub(r"\s+", "", text)


def printed(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Return Word files as PDFs that an office makes of them, all in one run: its start takes a second."""
    for name, file in files.items():
        (folder / f"{name}.docx").write_bytes(file)
    command = [needs("soffice"), "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    home = {**os.environ, "HOME": str(folder)}
    subprocess.run(
        [*command, *(str(folder / f"{name}.docx") for name in files)],
        check=True,
        timeout=200,
        capture_output=True,
        env=home,
    )
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}


def pages(file: bytes) -> int:
    told = subprocess.run([needs("pdfinfo"), "-"], input=file, check=True, capture_output=True).stdout.decode()
    return int(re.findall(r"Pages:\s+(\d+)", told)[0])

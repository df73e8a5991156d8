"""What the README promises is there."""

import re
import tomllib

import pytest

from assess.server.settings import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
OPEN = "python -m pip install -e . && python -m streamlit run dashboard.py"
TEST = 'python -m pip install -e ".[test]" && python -m pytest'


@pytest.mark.parametrize("command", [OPEN, TEST])
def test_each_of_the_two_commands_stands_on_one_line(command: str) -> None:
    assert command in README.splitlines()


def test_the_gate_calls_the_same_test_command() -> None:
    called = (ROOT / ".ci" / "run").read_text()
    assert all(part in called for part in ('python -m pip install --quiet -e ".[test]" && python -m pytest',))
    assert "test" in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]


def test_the_map_names_every_module_and_every_page() -> None:
    modules = {path.name for path in (ROOT / "assess").glob("*.py")} - {"__init__.py", "frame.py"}
    pages = {f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert not {name for name in modules | pages | {"assess/frame.py"} if f"`{name}`" not in README}


def test_its_pictures_exist_and_say_what_they_show() -> None:
    pictures = re.findall(r"!\[(.+)\]\((.+png)\)", README) + [
        (alt, path) for path, alt in re.findall(r'<img src="(.+?)".*? alt="(.+?)"', README)
    ]
    assert len(pictures) >= 2
    assert all(alt and (ROOT / path).is_file() for alt, path in pictures)


def test_every_decision_record_has_its_three_parts() -> None:
    records = list((ROOT / ".github" / "decisions").glob("*.md"))
    assert records
    for record in records:
        assert re.findall("^## (.+)$", record.read_text(), re.MULTILINE) == ["Context", "Decision", "Consequence"]


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text()

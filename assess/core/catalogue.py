"""Which frameworks there are: every file of a folder, the three core ones first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from assess.core import paths
from assess.core.errors import FrameworkError
from assess.core.framework import Framework, load_framework

CORE = ("ladder", "principles", "milestones")
FOLDER = paths.PROGRAM / "data" / "frameworks"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The frameworks of a folder by key, in the order in which they are asked."""

    frameworks: Mapping[str, Framework]

    def __iter__(self) -> Iterator[Framework]:
        return iter(self.frameworks.values())

    def __getitem__(self, key: str) -> Framework:
        """Return the framework of this key; a FrameworkError names a key that no file has."""
        if key not in self.frameworks:
            raise FrameworkError([f"unknown framework {key!r}; there are: {', '.join(self.frameworks)}"])
        return self.frameworks[key]

    @property
    def core(self) -> tuple[Framework, ...]:
        """The frameworks that every round rates unless it says otherwise."""
        return tuple(self[key] for key in CORE)


def read(folder: Path = FOLDER) -> Catalogue:
    """Read every framework of a folder; one FrameworkError carries the faults of all its files."""
    frameworks: list[Framework] = []
    faults: list[str] = []
    for path in framework_files(folder):
        try:
            frameworks.append(load_framework(path))
        except FrameworkError as error:
            faults.extend(error.faults)
    if faults:
        raise FrameworkError(faults)
    frameworks.sort(key=lambda one: (CORE.index(one.key) if one.key in CORE else len(CORE), one.key))
    return Catalogue({framework.key: framework for framework in frameworks})


def framework_files(folder: Path) -> list[Path]:
    """Return the framework files of a folder by name; a FrameworkError says when there is none."""
    if not folder.is_dir():
        raise FrameworkError([f"{folder}: there is no such folder"])
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise FrameworkError([f"{folder}: no framework file (*.toml) in this folder"])
    return found

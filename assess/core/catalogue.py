"""Which frameworks there are: every file of a folder, the three core ones first, and the earlier versions of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assess.core import paths
from assess.core.errors import FrameworkError
from assess.core.framework import Framework, load_framework

CORE = ("ladder", "principles", "milestones")
FOLDER = paths.PROGRAM / "data" / "frameworks"
EARLIER = "earlier"  # the subfolder for earlier versions, which new rounds cannot use


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The frameworks of a folder by key, in the order in which they are asked.

    `earlier` are versions before those, by key and version: a file to import may have rounds on them.
    """

    frameworks: Mapping[str, Framework]
    earlier: Mapping[tuple[str, int], Framework] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Framework]:
        return iter(self.frameworks.values())

    def __getitem__(self, key: str) -> Framework:
        """Return the framework of this key; a FrameworkError names a key that no file has."""
        if key not in self.frameworks:
            raise FrameworkError([f"unknown framework {key!r}; there are: {', '.join(self.frameworks)}"])
        return self.frameworks[key]

    @property
    def core(self) -> tuple[Framework, ...]:
        """The frameworks that a round rates by default."""
        return tuple(self[key] for key in CORE)

    def joined_by(self, own: Sequence[Framework], earlier: Sequence[Framework]) -> "Catalogue":
        """Return the catalogue with frameworks that were made here, and their versions that new rounds cannot use.

        A file comes first: a framework of the same key is left out.
        """
        if not own and not earlier:
            return self
        made = {framework.key: framework for framework in own if framework.key not in self.frameworks}
        versions = {(one.key, one.version): one for one in earlier if one.key not in self.frameworks}
        return Catalogue({**self.frameworks, **made}, {**versions, **self.earlier})

    @property
    def every_version(self) -> tuple[Framework, ...]:
        """The current frameworks, and then the earlier versions."""
        return (*self, *self.earlier.values())

    def version(self, key: str, version: int) -> Framework | None:
        """Return a framework in one of its versions, None where no file has it."""
        return next((one for one in self.every_version if (one.key, one.version) == (key, version)), None)


def shown_first(frameworks: Iterable[Framework]) -> frozenset[str]:
    """Return the keys of the frameworks whose items a page shows at once: the core ones, or the first if none is asked.

    The others are folded away, each under one line.
    """
    keys = [framework.key for framework in frameworks]
    return frozenset(CORE).intersection(keys) or frozenset(keys[:1])


def read(folder: Path = FOLDER, besides: Path | None = None) -> Catalogue:
    """Read every framework of a folder and of one besides; one FrameworkError carries the faults of all their files."""
    folders, faults = [folder, *([besides] if besides else [])], list[str]()
    frameworks = [one for place in folders for one in _loaded(framework_files(place), faults)]
    earlier = [one for place in folders for one in _loaded(earlier_files(place), faults, is_earlier=True)]
    faults += _twice(frameworks)
    faults += version_faults(frameworks, earlier)
    if faults:
        raise FrameworkError(faults)
    frameworks.sort(key=lambda one: (CORE.index(one.key) if one.key in CORE else len(CORE), one.key))
    return Catalogue(
        {framework.key: framework for framework in frameworks}, {(one.key, one.version): one for one in earlier}
    )


def _loaded(files: Iterable[Path], faults: list[str], *, is_earlier: bool = False) -> Iterator[Framework]:
    for path in files:
        try:
            yield load_framework(path, is_earlier=is_earlier)
        except FrameworkError as error:
            faults.extend(error.faults)


def _twice(frameworks: Iterable[Framework]) -> Iterator[str]:
    """Yield a sentence for each key that two folders have."""
    keys = Counter(framework.key for framework in frameworks)
    for key in sorted(key for key, count in keys.items() if count > 1):
        yield f"{key}.toml: a framework of this key comes with Rung by Rung; give yours another key"


def version_faults(frameworks: Iterable[Framework], earlier: Iterable[Framework]) -> Iterator[str]:
    """Yield a sentence for each earlier version that is not below the current one."""
    current = {framework.key: framework.version for framework in frameworks}
    for one in earlier:
        if one.version >= current.get(one.key, one.version + 1):
            is_twice = one.version == current[one.key]
            why = f"there twice; {one.key}.toml has it too" if is_twice else f"above {current[one.key]}, the current"
            yield f"{EARLIER}/{one.key}-{one.version}.toml: version {one.version} is {why}"


def framework_files(folder: Path) -> list[Path]:
    """Return the framework files of a folder by name; a FrameworkError says when there is none."""
    if not folder.is_dir():
        raise FrameworkError([f"{folder}: there is no such folder"])
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise FrameworkError([f"{folder}: no framework file (*.toml) in this folder"])
    return found


def earlier_files(folder: Path) -> list[Path]:
    """Return the files of earlier versions by name, [] without any."""
    return sorted((folder / EARLIER).glob("*.toml"))

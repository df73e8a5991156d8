"""Where the program's files are, and where the user's files go.

In a checkout both are the project's folder. An installed wheel carries the program's files inside the package, and
keeps the user's in the folder where the program was started.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_CARRIED = _PACKAGE / "_dashboard"  # in a wheel only; pyproject.toml puts the files there
_IS_INSTALLED = _CARRIED.is_dir()

# Contains dashboard.py, .streamlit/config.toml, pages/ and the part of data/ that is in the repository.
PROGRAM = _CARRIED if _IS_INSTALLED else _PACKAGE.parent
# The database and the backups are stored here, unless a setting names another place.
DATA = (Path.cwd() if _IS_INSTALLED else PROGRAM) / "data"

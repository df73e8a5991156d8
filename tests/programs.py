"""Installed programs with which tests open downloaded files."""

import os
import shutil

import pytest


def needs(program: str) -> str:
    """Return the path of a program; without it the test is skipped, but not in the gate."""
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")  # where Debian has servers
    if path is None:
        assert "CI" not in os.environ, f"the gate must open what people take away, and there is no {program}"
        pytest.skip(f"no {program} on this machine")
    return path

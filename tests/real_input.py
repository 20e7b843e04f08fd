"""Texts as they were found on the web. They lie beside the repository, not in it."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "real-input"


def real_input(name):
    """The path of one of them. Without the folder the test is skipped, and in CI it fails."""
    path = FOLDER / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{path} is not there, and CI leaves nothing out.")
        pytest.skip(f"needs the real input, which is not part of the repository: {path} is not there")
    return str(path)

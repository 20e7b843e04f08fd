"""The house: who may import whom, and how long a file may be."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
LONGEST = 400

# What each part may import from the others; lib stands below all, settings and urls above all.
ALLOWED = {
    "articles": {"cramps_site.lib"},
    "comments": {"cramps_site.lib", "articles.models"},
    "newsletter": {"cramps_site.lib", "articles.models"},
    "cramps_site/lib": set(),
}
PARTS = {"articles", "comments", "newsletter", "cramps_site", "tests"}


def python_files(part):
    return sorted(path for path in (TOP / part).rglob("*.py") if "migrations" not in path.parts)


def imports_of(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def forbidden_imports(part, source):
    """Imports of `source`, a file of `part`, that leave it where no arrow goes."""
    own = part.replace("/", ".")
    for name in imports_of(source):
        ours = name.split(".")[0] in PARTS
        allowed = any(f"{name}.".startswith(f"{arrow}.") for arrow in [own, *ALLOWED[part]])
        if ours and not allowed:
            yield name


@pytest.mark.parametrize("part", ALLOWED)
def test_no_import_leaves_the_arrows(part):
    found = {str(path.relative_to(TOP)): list(forbidden_imports(part, path.read_text())) for path in python_files(part)}

    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("part", "source"),
    [
        ("articles", "from comments.models import Comment"),
        ("articles", "import newsletter.sending"),
        ("articles", "def late():\n    from comments import threads"),
        ("comments", "from newsletter.models import Subscriber"),
        ("comments", "from articles.views import home"),
        ("newsletter", "import comments"),
        ("comments", "from cramps_site import settings"),
        ("cramps_site/lib", "from articles.models import Article"),
    ],
)
def test_an_import_against_the_arrows_is_found(part, source):
    assert list(forbidden_imports(part, source))


def test_no_python_file_is_longer_than_400_lines():
    tracked = subprocess.run(["git", "ls-files", "*.py"], cwd=TOP, capture_output=True, text=True, check=True)
    lengths = {name: len((TOP / name).read_text().splitlines()) for name in tracked.stdout.split()}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_script_that_is_run_by_its_path_stands_beside_a_file_named_like_a_module_of_python():
    """Python looks into the folder of a script first: a queue.py there is what its library imports."""
    beside = [path.name for folder in ["bench", "tests/browser"] for path in (TOP / folder).glob("*.py")]

    assert [name for name in beside if name.removesuffix(".py") in sys.stdlib_module_names] == []

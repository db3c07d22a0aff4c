"""The engine needs no window: everything below the desk works where PySide6 is absent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import clipdesk
from clipdesk import paths
from tests.pages import PAGE

PACKAGE = Path(clipdesk.__file__).parent

BLOCK_QT = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6"):
            raise ModuleNotFoundError(f"no {name} here", name=name)
sys.meta_path.insert(0, NoQt())
"""


def python(code: str, *args: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *map(str, args)],
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        cwd=paths.resource().parent,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_everything_but_the_desk_imports() -> None:
    modules = sorted(
        ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
        for file in PACKAGE.rglob("*.py")
        if "ui" not in file.relative_to(PACKAGE).parts
        and file.name not in {"app.py", "__main__.py", "__init__.py"}
    )
    assert len(modules) > 30
    python(
        BLOCK_QT + "import importlib\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
        "assert not any(m.startswith('PySide6') for m in sys.modules)",
        *modules,
    )


def test_import_search_and_export(tmp_path: Path) -> None:
    page, lib, out = tmp_path / "page.txt", tmp_path / "library.sqlite", tmp_path / "out.jsonl"
    page.write_text(PAGE, "utf-8")
    commands: list[list[str | Path]] = [
        ["import", page],
        ["search", "--count"],
        ["tag", "add", "急", "3105-040901"],
        ["note", "3105-040901", "--text", "要"],
        ["export", out, "tag:急"],
    ]
    said = python(
        BLOCK_QT + "import ast\nfrom clipdesk.cli import cli\n"
        "for words in ast.literal_eval(sys.argv[1]):\n"
        "    cli([*words, '--library', sys.argv[2]], standalone_mode=False)\n",
        repr([[str(word) for word in words] for words in commands]),
        lib,
    )
    assert "\n5\n" in said
    assert '"note": "要"' in out.read_text("utf-8")


def test_the_first_paint_waits_for_no_sqlite_utils() -> None:
    """It takes 160 ms to import; reading does without it. numpy, 80 ms, waits for a search."""
    loaded = python(
        "import sys, clipdesk.store.find, clipdesk.store.clippings, clipdesk.store.library,"
        " clipdesk.history, clipdesk.importing.run, clipdesk.cli\n"
        "print([name for name in ('sqlite_utils', 'typst', 'PySide6', 'numpy') if name in sys.modules])"
    )
    assert loaded == "[]\n"


def test_the_desk_says_what_it_needs() -> None:
    code = (
        BLOCK_QT + "from click.testing import CliRunner\n"
        "from clipdesk.cli import cli\n"
        "ran = CliRunner().invoke(cli, [])\n"
        "print(ran.exit_code, ran.stderr)"
    )
    said = python(code)
    assert said.startswith("1 ")
    assert "pip install 'clipdesk[desk]'" in said

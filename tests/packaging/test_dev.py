"""packaging/dev.py: what it decides, without network and without touching this checkout's .venv."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """dev.py as a module, on an empty checkout and a quiet environment."""
    spec = importlib.util.spec_from_file_location("clipdesk_dev", ROOT / "packaging" / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("uv.lock", "pyproject.toml"):
        (tmp_path / name).write_text("one")
    (tmp_path / ".venv" / module.BIN).mkdir(parents=True)
    python = tmp_path / ".venv" / module.BIN / "python"
    python.touch()
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "DEV": tmp_path / ".dev",
        "STAMP": tmp_path / ".venv" / "set-up.json",
        "PYTHON": python,
    }.items():
        monkeypatch.setattr(module, name, value)
    for variable in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("CLIPDESK_LANGUAGE", "en")
    return module


@pytest.fixture
def jobs(dev: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What set-up does, noted instead of done."""
    done: list[str] = []
    monkeypatch.setattr(dev, "find_uv", lambda: Path("uv"))
    monkeypatch.setattr(dev, "sync", lambda _uv, *, dev: done.append(f"sync dev={dev}"))
    monkeypatch.setattr(dev, "see_libraries", lambda platform: done.append(f"see {platform}"))
    return done


# ---- the libraries that Qt lacks ---------------------------------------------------------------

GLIBC = """\
/checkout/.venv/lib/python3.11/site-packages/PySide6/QtGui.abi3.so:
\tlinux-vdso.so.1 (0x00007ffd2a5f2000)
\tlibEGL.so.1 => not found
\tlibxkbcommon.so.0 => /lib/x86_64-linux-gnu/libxkbcommon.so.0 (0x00007f0e4b000000)
/checkout/.venv/lib/python3.11/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so:
\tlibxcb-cursor.so.0 => not found
\tlibEGL.so.1 => not found
ldd: ./libqother.so: No such file or directory
"""
MUSL = """\
\t/lib/ld-musl-x86_64.so.1 (0x7f4e2c000000)
Error loading shared library libEGL.so.1: No such file or directory (needed by QtGui.abi3.so)
Error relocating QtGui.abi3.so: eglGetDisplay: symbol not found
"""


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        (GLIBC, ["libEGL.so.1", "libxcb-cursor.so.0"]),
        (MUSL, ["libEGL.so.1"]),
        ("\tlibc.so.6 => /lib/libc.so.6 (0x00007f0e4a000000)\n", []),
        ("", []),
    ],
)
def test_parse_ldd(dev: Any, said: str, missing: list[str]) -> None:
    assert dev.parse_ldd(said) == missing


def test_missing_libraries_are_named_with_the_command(
    dev: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "missing_libraries", lambda _: ["libxcb-cursor.so.0"])
    monkeypatch.setattr(dev, "apt_install", lambda _: False)
    with pytest.raises(dev.StopError) as stopped:
        dev.see_libraries("xcb")
    dev.say(stopped.value.key, **stopped.value.values)
    told = capsys.readouterr().err
    assert "libxcb-cursor.so.0" in told
    assert f"sudo apt-get install --no-install-recommends {dev.OFFSCREEN} {dev.X11}" in told


def test_root_gets_the_libraries_installed(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["libEGL.so.1"], []])
    installed: list[str] = []
    monkeypatch.setattr(dev, "missing_libraries", lambda _: next(answers))

    def install(packages: str) -> bool:
        installed.append(packages)
        return True

    monkeypatch.setattr(dev, "apt_install", install)
    dev.see_libraries("offscreen")
    assert installed == [dev.OFFSCREEN]


# ---- the stamp ---------------------------------------------------------------------------------


def test_a_second_set_up_does_nothing(dev: Any, jobs: list[str]) -> None:
    dev.set_up(dev=True, platform="offscreen")
    assert jobs == ["sync dev=True", "see offscreen"]
    dev.set_up(dev=True, platform="offscreen")
    dev.set_up(dev=False, platform="offscreen")
    assert len(jobs) == 2


def test_the_tools_come_with_the_first_test(dev: Any, jobs: list[str]) -> None:
    dev.set_up(dev=False, platform="")
    dev.set_up(dev=True, platform="")
    assert jobs == ["sync dev=False", "sync dev=True"]


def test_a_new_display_is_seen_to_without_a_sync(dev: Any, jobs: list[str]) -> None:
    for platform in ("offscreen", "xcb", "xcb", "wayland"):
        dev.set_up(dev=False, platform=platform)
    assert jobs == ["sync dev=False", "see offscreen", "see xcb", "see wayland"]


@pytest.mark.parametrize("changed", ["uv.lock", "pyproject.toml"])
def test_a_changed_project_is_synced(dev: Any, jobs: list[str], changed: str) -> None:
    dev.set_up(dev=True, platform="")
    (dev.ROOT / changed).write_text("two")
    dev.set_up(dev=True, platform="")
    assert jobs == ["sync dev=True"] * 2


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": 1}'])
def test_a_damaged_stamp_is_synced(dev: Any, jobs: list[str], damage: str) -> None:
    dev.STAMP.write_text(damage)
    dev.set_up(dev=False, platform="")
    assert jobs == ["sync dev=False"]


def test_libraries_that_stay_missing_are_looked_for_again(
    dev: Any, jobs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: str) -> None:
        raise dev.StopError("no_libraries", missing="libEGL.so.1", command="")

    monkeypatch.setattr(dev, "see_libraries", fail)
    for _ in range(2):
        with pytest.raises(dev.StopError):
            dev.set_up(dev=False, platform="xcb")
    assert jobs == ["sync dev=False"]


# ---- the display -------------------------------------------------------------------------------


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings all it needs")
@pytest.mark.parametrize(
    ("environment", "platform"),
    [
        ({"DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "wayland"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "offscreen"),
        ({"QT_QPA_PLATFORM": "wayland-egl;xcb"}, "wayland"),
        ({"QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": "wayland-0"}, "xcb"),
    ],
)
def test_display_platform(
    dev: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], platform: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert dev.display_platform() == platform


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere Qt brings all it needs")
@pytest.mark.parametrize(("language", "word"), [("en", "display"), ("ja", "画面")])
def test_without_a_display_run_says_so_before_it_sets_up(
    dev: Any,
    jobs: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    word: str,
) -> None:
    monkeypatch.setenv("CLIPDESK_LANGUAGE", language)
    assert dev.main(["run"]) == 2
    assert word in capsys.readouterr().err
    assert not jobs


@pytest.mark.parametrize(
    ("args", "desk"),
    [
        ("", True),
        ("--library a.sqlite", True),
        ("--library=a.sqlite", True),
        ("--help", False),
        ("import page.txt", False),
        ("--library a.sqlite import page.txt", False),
        ("--library=a.sqlite import page.txt", False),
    ],
)
def test_opens_desk(dev: Any, args: str, desk: bool) -> None:
    assert dev.opens_desk(args.split()) is desk


# ---- the commands, the texts, the counts -------------------------------------------------------


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["--help"], 0), (["no-such"], 2)])
def test_usage_names_every_command(
    dev: Any, capsys: pytest.CaptureFixture[str], argv: list[str], code: int
) -> None:
    assert dev.main(argv) == code
    usage = capsys.readouterr().out
    assert all(f"dev.py {name} " in usage for name in dev.COMMANDS)


def test_the_engine_is_tested_without_pyside(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Any, ...]] = []
    ran: list[list[str]] = []

    def call_uv(*args: Any, venv: Path) -> bool:
        made.append((*args, venv))
        return True

    def run_steps(steps: dict[str, list[str]], *_: object) -> int:
        ran.extend(steps.values())
        return 0

    monkeypatch.setattr(dev, "find_uv", lambda: Path("uv"))
    monkeypatch.setattr(dev, "call_uv", call_uv)
    monkeypatch.setattr(dev, "run_steps", run_steps)
    assert dev.main(["test-engine", "-k", "x"]) == 0
    assert made[0][-1] == dev.ENGINE_VENV
    assert not [arg for arg in made[0] if "extra" in str(arg)]
    assert ran[0][0].startswith(str(dev.ENGINE_VENV))
    assert "--ignore=tests/ui" in ran[0]


def test_texts_say_the_same_in_both_languages() -> None:
    texts = tomllib.loads((ROOT / "packaging" / "dev_texts.toml").read_text("utf-8"))
    for key, text in texts.items():
        fields = {
            language: {field for _, field, _, _ in Formatter().parse(text[language]) if field}
            for language in ("en", "ja")
        }
        assert fields["en"] == fields["ja"], key


def test_pytest_counts(dev: Any, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    assert "did not" in dev.pytest_counts(report)
    report.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>'
    )
    assert dev.pytest_counts(report) == "3 passed, 3 failed, 3 skipped"


def test_an_old_python_is_refused_kindly() -> None:
    code = (
        "import runpy, sys; sys.version_info = (3, 10, 0);"
        "runpy.run_path('packaging/dev.py', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("clipdesk needs Python 3.11 or newer")


# ---- what is shipped ---------------------------------------------------------------------------


def test_the_lock_is_in_step_and_hashed(tmp_path: Path) -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
    for package in lock["package"]:
        files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        source = package["source"]
        assert files or source == {"editable": "."}, package["name"]
        assert source.get("registry", "https://pypi.org/simple") == "https://pypi.org/simple"
        assert all(file["hash"].startswith("sha256:") for file in files)
    # The exact file: its neighbour `uvx` would fetch and run a stranger's package named `lock`.
    uv = ROOT / ".dev" / "uv" / ("Scripts/uv.exe" if os.name == "nt" else "bin/uv")
    if not uv.exists():
        pytest.skip("uv is not here: only dev.py brings it")
    command = [str(uv), "lock", "--check", "--offline", "--no-config", f"--cache-dir={tmp_path}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_uv_is_pinned_by_hash() -> None:
    lines = (ROOT / "packaging" / "uv.txt").read_text().splitlines()
    name, *hashes = [line.rstrip(" \\") for line in lines if not line.startswith("#")]
    assert name.startswith("uv==")
    assert hashes
    assert all(line.startswith("    --hash=sha256:") for line in hashes)


def test_the_wheel_holds_every_resource_and_migration(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    held = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    shipped = {
        f"clipdesk/{file.relative_to(ROOT).as_posix()}"
        for folder in ("resources", "db")
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and file.suffix in {".svg", ".sql", ".toml", ".typ"}
    }
    assert shipped
    assert shipped <= held
    assert {"clipdesk/__init__.py", "clipdesk/py.typed"} <= held
    assert not [name for name in held if name.startswith(("tests/", "packaging/"))]


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no executable bit")
@pytest.mark.parametrize("script", [".ci/run", "packaging/dev.py"])
def test_scripts_can_be_executed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)

#!/usr/bin/env python3
"""Open, check and lock clipdesk from its checkout, on a machine that has no more than Python.

    python3 packaging/dev.py run [ARGS...]    set up, then open the desk (ARGS go to clipdesk)
    python3 packaging/dev.py test [ARGS...]   set up, then run every check (ARGS go to pytest)
    python3 packaging/dev.py test-engine [ARGS...]
                                              run the tests that need no window, without PySide6
    python3 packaging/dev.py lock [ARGS...]   lock the dependencies again (ARGS go to uv lock)

What it makes stays in the checkout: `.venv` (what uv.lock says, by hash) and `.dev` (uv, as uv.txt
pins it, its downloads, and the environment without PySide6). Delete both to begin anew. On a Debian-like system, as root, it also
installs the system libraries that Qt lacks; anywhere else it says which ones to install.

Standard library only. A new command is a function from its arguments to an exit code, in COMMANDS.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import locale
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV, DEV, UV_PIN = ROOT / ".venv", ROOT / ".dev", HERE / "uv.txt"
ENGINE_VENV = DEV / "engine"  # has no PySide6
STAMP = VENV / "clipdesk-set-up.json"  # goes away with the environment that it describes
BIN, EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
PYTHON = VENV / BIN / f"python{EXE}"
BASE_PYTHON: str = getattr(sys, "_base_executable", sys.executable)  # outside any environment

OFFSCREEN = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
X11 = "libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
WAYLAND = "libwayland-cursor0"
CHECKS = ("ruff format --check", "ruff check", "mypy", "lint-imports")  # pytest comes after them


class StopError(Exception):
    """This cannot go on; the text in dev_texts.toml says why and what to do."""

    def __init__(self, key: str, code: int = 1, **values: str) -> None:
        super().__init__(key)
        self.key, self.code, self.values = key, code, values


def say(key: str, **values: str) -> None:
    """Tell the user, in Japanese on a Japanese system."""
    import tomllib  # noqa: PLC0415 - not there on a Python that main must still refuse kindly

    names = ("CLIPDESK_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    system = next((os.environ[n] for n in names if os.environ.get(n)), locale.getlocale()[0] or "")
    texts = tomllib.loads((HERE / "dev_texts.toml").read_text("utf-8"))
    text = texts[key]["ja" if system.lower().startswith("ja") else "en"]
    print(text.format(**values), file=sys.stderr, flush=True)


def call(
    *command: str | Path, env: dict[str, str] | None = None, stdout: int | None = None
) -> bool:
    """Run a command in the checkout, its output shown; whether it went well."""
    words = [str(part) for part in command]
    return not subprocess.run(words, cwd=ROOT, env=env, stdout=stdout, check=False).returncode


# ---- set-up: .venv from uv.lock, uv from uv.txt ------------------------------------------------


def set_up(*, dev: bool, platform: str) -> None:
    """Make `.venv` what uv.lock says and see that Qt finds its libraries; at once if it is so."""
    key, stamp = stamp_key(), read_stamp()
    if stamp.get("key") != key or (dev and not stamp.get("dev")) or not PYTHON.exists():
        say("setting_up")
        if stamp.get("root", str(ROOT)) != str(ROOT):
            shutil.rmtree(VENV)  # the checkout was moved: its scripts name the old place
        sync(find_uv(), dev=dev)
        stamp = {"key": key, "root": str(ROOT), "dev": dev, "platforms": []}
        STAMP.write_text(json.dumps(stamp))
    if platform and platform not in stamp["platforms"]:
        see_libraries(platform)
        stamp["platforms"].append(platform)
        STAMP.write_text(json.dumps(stamp))


def stamp_key() -> str:
    """Changes with what `.venv` is made from: the lock, the project, uv, Python, the place."""
    parts = [file.read_bytes() for file in (ROOT / "uv.lock", ROOT / "pyproject.toml", UV_PIN)]
    parts += [text.encode() for text in (sys.version, BASE_PYTHON, str(ROOT))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def read_stamp() -> dict[str, Any]:
    """What the last set-up left; empty if there is none or it cannot be read."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def find_uv() -> Path:
    """The pinned uv; pip installs it into `.dev/uv` unless it is there."""
    home, pin = DEV / "uv", hashlib.sha256(UV_PIN.read_bytes()).hexdigest()
    uv, stamp = home / BIN / f"uv{EXE}", home / "pin"
    if uv.exists() and stamp.exists() and stamp.read_text() == pin:
        return uv
    venv_package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if importlib.util.find_spec("ensurepip") is None and not apt_install(venv_package):
        raise StopError("no_venv", command=apt_line(venv_package))
    pip = (home / BIN / f"python{EXE}", "-m", "pip", "--quiet", "--disable-pip-version-check")
    pinned = ("install", "--no-cache-dir", "--require-hashes", "--only-binary=:all:")
    made = call(BASE_PYTHON, "-m", "venv", "--clear", home)
    if not (made and call(*pip, *pinned, "-r", UV_PIN)):
        raise StopError("not_fetched")
    stamp.write_text(pin)
    return uv


def call_uv(uv: Path, *args: str, venv: Path | None = None) -> bool:
    """Run uv on this checkout, with this Python and nothing from an outer environment."""
    outer = ("VIRTUAL_ENV", "PYTHONHOME", "PYTHONPATH", "UV_PYTHON")
    env = {"UV_CACHE_DIR": str(DEV / "cache"), "UV_HTTP_TIMEOUT": "300"}  # unless the user says
    env |= {name: value for name, value in os.environ.items() if name not in outer}
    env |= {"UV_PROJECT_ENVIRONMENT": str(venv or VENV), "UV_PYTHON_DOWNLOADS": "never"}
    return call(uv, *args, "--python", BASE_PYTHON, env=env)


def sync(uv: Path, *, dev: bool) -> None:
    """Bring `.venv` in step with uv.lock; without `dev`, the tools of a former `test` stay."""
    if not call_uv(uv, "lock", "--check", "--offline", "-qq"):
        raise StopError("not_locked")
    groups = () if dev else ("--no-dev", "--group=build", "--inexact")
    # The locked hatchling builds the project itself, not one that is fetched for the occasion.
    locked = ("--locked", "--no-build-isolation-package=clipdesk", "--extra=desk")
    if not call_uv(uv, "sync", *locked, *groups):
        raise StopError("not_fetched")


# ---- system libraries and the display ----------------------------------------------------------


def see_libraries(platform: str) -> None:
    """Install, or name, the system libraries that Qt lacks for `platform`."""
    missing = missing_libraries(platform)
    packages = OFFSCREEN if platform == "offscreen" else f"{OFFSCREEN} {X11} {WAYLAND}"
    if missing and apt_install(packages):
        missing = missing_libraries(platform)
    if missing:
        raise StopError("no_libraries", missing=" ".join(missing), command=apt_line(packages))


def missing_libraries(platform: str) -> list[str]:
    """The shared libraries that Qt's parts for `platform` ask for and the system does not have."""
    qt = next(VENV.glob("lib/python*/site-packages/PySide6"), None)
    if qt is None or not shutil.which("ldd"):
        return []
    files = [qt / f"Qt{part}.abi3.so" for part in ("Gui", "Widgets", "Network", "Svg")]
    files += qt.glob(f"Qt/plugins/platforms/libq{platform}.so")
    files += qt.glob("Qt/plugins/platforminputcontexts/lib[ci]*.so")  # typing Japanese
    ldd = ["ldd", *(str(file) for file in files)]
    answer = subprocess.run(ldd, capture_output=True, text=True, check=False)
    return parse_ldd(answer.stdout + answer.stderr)


def parse_ldd(text: str) -> list[str]:
    """The libraries that ldd did not find, in glibc's wording or musl's; each once, sorted."""
    wording = r"^\s*(\S+) => not found|[Ee]rror loading shared library (\S+?):"
    return sorted({glibc or musl for glibc, musl in re.findall(wording, text, re.MULTILINE)})


def apt_line(packages: str) -> str:
    """What to type to install Debian packages."""
    return f"sudo apt-get install --no-install-recommends {packages}"


def apt_install(packages: str) -> bool:
    """Install Debian packages if this is a Debian-like system and we are root; whether it did."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    say("system_packages", packages=packages)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", env=env)  # one dead source need not stop the others
    install = ("apt-get", "install", "-qq", "-o=Dpkg::Use-Pty=0", "--no-install-recommends")
    return call(*install, *packages.split(), env=env, stdout=subprocess.DEVNULL)


def display_platform() -> str:
    """The Qt platform of a window here; empty where Qt brings all it needs.

    Raises:
        StopError: there is nothing to open a window on.
    """
    if not sys.platform.startswith("linux"):
        return ""
    wanted = re.split("[;:-]", os.environ.get("QT_QPA_PLATFORM", ""))[0]
    if wanted:
        return wanted if wanted in ("xcb", "wayland") else "offscreen"
    if not (os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")):
        raise StopError("no_display", code=2)
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb"


def opens_desk(args: list[str]) -> bool:
    """Whether clipdesk opens its window on these arguments: all but a command, --help, --version."""
    if args[:1] == ["--library"]:
        return len(args) == len(["--library", "FILE"])
    return all(arg.startswith("--library=") for arg in args)


# ---- commands ----------------------------------------------------------------------------------


def run(args: list[str]) -> int:
    """Set up, then become clipdesk."""
    set_up(dev=False, platform=display_platform() if opens_desk(args) else "")
    command = [str(PYTHON), "-P", "-m", "clipdesk", *args]
    if os.name != "nt":  # Windows would give the console back at once
        os.execv(command[0], command)  # noqa: S606 - there is no shell, as meant
    return subprocess.run(command, check=False).returncode


def test(args: list[str]) -> int:
    """Set up, then run every check whatever the others say; pytest's counts come last."""
    linux = sys.platform.startswith("linux")
    set_up(dev=True, platform="offscreen" if linux else "")
    env = test_env()
    report = DEV / "pytest.xml"
    report.unlink(missing_ok=True)
    workers = [] if args else ["-n", "auto"]  # a few chosen tests are quicker in one process
    steps = {line: [str(VENV / BIN / line.split()[0]), *line.split()[1:]] for line in CHECKS}
    steps["pytest"] = [str(PYTHON), "-m", "pytest", *workers, *args, f"--junitxml={report}"]
    return run_steps(steps, env, report)


def test_engine(args: list[str]) -> int:
    """Run every test but the window's where neither PySide6 nor pytest-qt is installed."""
    without_qt = (
        "--locked",
        "--no-build-isolation-package=clipdesk",
        "--no-install-package=pytest-qt",
    )
    if not call_uv(find_uv(), "sync", *without_qt, venv=ENGINE_VENV):
        raise StopError("not_fetched")
    env = test_env()
    report = DEV / "pytest-engine.xml"
    report.unlink(missing_ok=True)
    python = ENGINE_VENV / BIN / f"python{EXE}"
    # pyproject.toml also has pytest-qt's options, and is strict about names that nobody knows.
    known = ("-o", "addopts=--strict-markers -ra --import-mode=importlib", "--ignore=tests/ui")
    quiet = ("-W", "ignore::pytest.PytestConfigWarning")
    workers = [] if args else ["-n", "auto"]
    pytest = [str(python), "-m", "pytest", *known, *quiet, *workers, *args, f"--junitxml={report}"]
    return run_steps({"pytest": pytest}, env, report)


def test_env() -> dict[str, str]:
    """The environment of every check: no display, nothing of clipdesk's or Python's from outside."""
    hidden = re.compile("CLIPDESK_|DISPLAY$|WAYLAND_DISPLAY$|PYTHONPATH$|PYTHONHOME$")
    env = {name: value for name, value in os.environ.items() if not hidden.match(name)}
    env["QT_QPA_PLATFORM"] = "offscreen"
    if env.get("LC_ALL") in ("C", "POSIX"):
        env["LC_ALL"] = "C.UTF-8"  # Qt warns of any other encoding, and a warning fails a test
    return env


def run_steps(steps: dict[str, list[str]], env: dict[str, str], report: Path) -> int:
    """Run each command whatever the others say; a table and pytest's counts come last."""
    table, passed = [], True
    for name, command in steps.items():
        print(f"==> {name}", flush=True)
        start = time.perf_counter()
        good = call(*command, env=env)
        table.append(f"{'ok' if good else 'FAILED':8}{name:22}{time.perf_counter() - start:6.1f} s")
        passed &= good
    print("", *table, pytest_counts(report), sep="\n", flush=True)
    return 0 if passed else 1


def pytest_counts(report: Path) -> str:
    """`N passed, N failed, N skipped`, from pytest's own report."""
    if not report.exists():
        return "pytest did not get as far as its report"
    suites = list(ET.parse(report).iter("testsuite"))  # noqa: S314 - our own pytest wrote it
    count = {n: sum(int(s.get(n, 0)) for s in suites) for n in ("tests", "skipped")}
    failed = sum(int(s.get(n, 0)) for s in suites for n in ("failures", "errors"))
    passed = count["tests"] - count["skipped"] - failed
    return f"{passed} passed, {failed} failed, {count['skipped']} skipped"


def lock(args: list[str]) -> int:
    """Resolve the dependencies again; `--upgrade` takes their newest releases."""
    return 0 if call_uv(find_uv(), "lock", *args) else 1


COMMANDS = {"run": run, "test": test, "test-engine": test_engine, "lock": lock}


def main(argv: list[str]) -> int:
    """Do what the first argument names; the exit code."""
    if not argv or argv[0] not in COMMANDS:
        print(__doc__)
        return 0 if argv and argv[0] in ("-h", "--help") else 2
    try:
        return COMMANDS[argv[0]](argv[1:])
    except StopError as error:
        say(error.key, **error.values)
        return error.code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one should be told so
        sys.exit("clipdesk needs Python 3.11 or newer, for example: python3.12 packaging/dev.py")
    sys.exit(main(sys.argv[1:]))

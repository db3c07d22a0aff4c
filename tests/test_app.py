"""Start-up on machines that lack something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from clipdesk import app


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="D-Bus is Linux's")
@pytest.mark.parametrize("has_id", [True, False])
def test_input_methods_need_a_bus(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, has_id: bool
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "QT_IM_MODULES", "DBUS_FATAL_WARNINGS"):
        monkeypatch.setenv(name, "")  # so that it is put back afterwards
        monkeypatch.delenv(name)
    machine = tmp_path / "machine-id"
    machine.write_text("0123456789abcdef0123456789abcdef\n" if has_id else "")
    monkeypatch.setattr(app, "_MACHINE_IDS", (tmp_path / "none", machine))
    app._allow_japanese_input()
    assert ("QT_IM_MODULES" in os.environ) is has_id
    assert ("DBUS_SESSION_BUS_ADDRESS" in os.environ) is not has_id


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare to hide a file")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_the_desk_opens_without_a_machine_id(tmp_path: Path) -> None:
    """The bus library ends a program that asks for the bus where there is none."""
    hide = "for f in /etc/machine-id /var/lib/dbus/machine-id; do [ -e $f ] && mount --bind /dev/null $f; done; "
    program = (
        "from pathlib import Path; from PySide6.QtCore import QTimer; from clipdesk import app;"
        "start = app.QApplication.exec;"
        "app.QApplication.exec = lambda *_: (QTimer.singleShot(300, app.QApplication.quit), start())[1];"
        f"raise SystemExit(app.run(Path({str(tmp_path / 'none.sqlite')!r})))"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DBUS")}
    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", hide + f'exec "{sys.executable}" -c "$0"', program],
        env={**environment, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.stderr.startswith(("unshare:", "mount:")):
        pytest.skip("this machine lets nobody hide a file")
    assert ran.returncode == 0, ran.stderr

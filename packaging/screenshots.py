"""Draw the README's pictures anew: the real window on a fresh library of the sample archive.

    .venv/bin/python packaging/screenshots.py

Needs no display and reads nothing of the user's. The pictures go to `packaging/screenshots`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from clipdesk import paths
from clipdesk.commands import AddTag, EditNote, SetRead, SetStarred
from clipdesk.settings import Appearance, Settings
from clipdesk.texts import use_language
from clipdesk.ui import theme
from clipdesk.ui.article.look import Look
from clipdesk.ui.desk import Desk
from clipdesk.ui.main_window import MainWindow

HERE = Path(__file__).resolve().parent
WIDTH, HEIGHT, SCALE = 1280, 800, "1.5"
OPEN = "2210-091403"
BELOW = "2203-022501"  # looked at before, so that the list has scrolled past it
STARRED = (OPEN, "2205-042704", "2301-120704")
TAGS = {
    "漁業": (OPEN, "2305-042802", "2207-060108"),
    "制裁": (OPEN, "2205-042704"),
    "海底ケーブル": ("2205-042704", "2301-120704"),
}
NOTE = "2025年1月の**再開**と並べて読む。"
PANES, ARTICLE, TEXT_SIZE, SCROLLED = (205, 375, 700), (640, 96), 10, 103


def draw(language: str, scheme: Appearance, home: Path) -> None:
    """Draw one picture."""
    library = home / "northern-seas.sqlite"
    command = [sys.executable, "-m", "clipdesk", "import", str(paths.sample_page())]
    subprocess.run([*command, "--library", str(library)], check=True, stdout=subprocess.DEVNULL)
    app = QApplication([])
    use_language(language)
    theme.apply(app, scheme)
    window = MainWindow(Settings(language=language, appearance=scheme), library)
    window.open_wanted()
    window.showNormal()
    window.resize(WIDTH, HEIGHT)
    desk = window.findChildren(Desk)[0]
    desk.splitter.setSizes(list(PANES))
    desk.article.set_look(Look(TEXT_SIZE))
    desk.article.splitter.setSizes(list(ARTICLE))
    session = desk.session

    def ids(*uids: str) -> tuple[int, ...]:
        return tuple(found for uid in uids if (found := session.id_of(uid)) is not None)

    rows = session.rows(list(session.found.ids))
    read = ids(OPEN, *(row.uid for number, row in enumerate(rows) if number % 3))
    for change in (
        SetRead(read, read=True),
        SetStarred(ids(*STARRED), starred=True),
        *(AddTag(ids(*uids), name) for name, uids in TAGS.items()),
        EditNote(ids(OPEN)[0], NOTE, 1),
    ):
        session.worker.write(change)
    session.worker.finish_writes()
    desk.go_to(BELOW)
    desk.go_to(OPEN)
    end = time.monotonic() + 1
    while time.monotonic() < end:  # every answer comes in, and is painted
        app.processEvents()
    desk.article.browser.verticalScrollBar().setValue(SCROLLED)
    picture = few_colours(window.grab().toImage())
    file = HERE / "screenshots" / f"desk-{language}-{scheme}.png"
    file.parent.mkdir(exist_ok=True)
    if not picture.save(str(file), quality=0):  # as small as can be
        sys.exit(f"cannot write {file}")
    print(file, f"{picture.width()} x {picture.height()}, {file.stat().st_size:,} bytes")
    window.close()


def few_colours(picture: QImage) -> QImage:
    """With the 256 most frequent colours, the nearest for each other one: a third of the size."""
    whole = picture.convertToFormat(QImage.Format.Format_RGB32)
    counts = Counter(memoryview(whole.constBits()).cast("I"))
    table = [colour for colour, _ in counts.most_common(256)]
    avoid = Qt.ImageConversionFlag.AvoidDither
    return whole.convertToFormat(QImage.Format.Format_Indexed8, table, avoid)


def main(args: list[str]) -> None:
    """Draw each picture in a process of its own: an application begins with one look."""
    if args:
        draw(args[0], cast("Appearance", args[1]), Path(args[2]))
        return
    for look in (("ja", "light"), ("en", "dark")):
        with tempfile.TemporaryDirectory() as home:
            homes = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
            env = {**os.environ, **dict.fromkeys(homes, home), "HOME": home}
            env |= {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": SCALE}
            subprocess.run([sys.executable, __file__, *look, home], check=True, env=env)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Qt's own words (file dialogs, menus of text fields, standard buttons) in the language in use.

PySide6 ships Qt's catalogues; what these lack stands in our own texts. Main thread.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from clipdesk.texts import language, t

_LACKING: Final = {
    ("QFileDialog", "&Look in:"): "qt.look_in",
    ("QFileDialog", "Files of &type:"): "qt.files_of_type",
    ("QAbstractFileIconProvider", "Drive"): "qt.drive",
    ("QAbstractFileIconProvider", "Folder"): "qt.folder",
}
"""What Qt's Japanese catalogue does not have, by context and English, and our text for it."""


def use_qt_words() -> None:
    """Let Qt speak the language in use from now on, in place of the one before."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for old in app.findChildren(QTranslator):
        app.removeTranslator(old)
        old.deleteLater()
    app.installTranslator(_Lacking(app))  # asked last: the newest one comes first
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(language()), "qtbase", "_", folder):
        app.installTranslator(translator)


class _Lacking(QTranslator):
    """Our texts for what a catalogue of Qt's lacks."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, source: str, _comment: str | None = None, _n: int = -1
    ) -> str | None:
        # None is Qt's null: it goes on to the source text then, which an empty text would hide.
        key = _LACKING.get((context, source))
        return None if key is None else t(key)

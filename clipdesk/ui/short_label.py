"""A label of the archive's words that takes few lines, however long they are. Main thread."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QWidget

from clipdesk.ui.chips import plain_hint

_LAID_OUT: Final = 2_000
"""So many characters are looked at: no window shows as many in some lines."""
_HINT: Final = 1_500
"""So many characters of the whole are shown on hover: a longer hint would leave the screen."""


class ShortLabel(QLabel):
    """Words in at most some lines; of more the end is "…", and the whole is shown on hover."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        """Make an empty one.

        Args:
            lines: it takes no more of them.
            parent: the widget that it stands in.
        """
        super().__init__(parent)
        self._lines = lines
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # a long word must not push the window wide
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    @property
    def whole(self) -> str:
        """All of what it says."""
        return self._whole

    def say(self, text: str) -> None:
        """Say something else."""
        self._whole = text
        self._fit()

    def sizeHint(self) -> QSize:
        return super().sizeHint().boundedTo(QSize(1 << 24, self._most_height))

    def heightForWidth(self, width: int) -> int:
        return min(super().heightForWidth(width), self._most_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    @property
    def _most_height(self) -> int:
        margins = self.contentsMargins()
        return self._lines * self.fontMetrics().lineSpacing() + margins.top() + margins.bottom()

    def _fit(self) -> None:
        """Show as much as there is room for."""
        shown = self._shown(self.contentsRect().width())
        self.setText(shown)
        if shown == self._whole:
            self.setToolTip("")
        else:
            end = "…" if len(self._whole) > _HINT else ""
            self.setToolTip(plain_hint(self._whole[:_HINT] + end))

    def _shown(self, width: int) -> str:
        # Line by line, as the label itself would break no long word.
        text = self._whole[:_LAID_OUT]
        layout = QTextLayout(text.replace("\n", "\u2028"), self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        starts: list[int] = []  # as Qt counts them: in UTF-16
        layout.beginLayout()
        while len(starts) <= self._lines and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            starts.append(line.textStart())
        layout.endLayout()
        if len(starts) <= self._lines:
            return self._whole
        coded = text.encode("utf-16-le", "surrogatepass")
        bounds = [2 * start for start in starts[: self._lines]]
        lines = [
            coded[start:end].decode("utf-16-le", "replace").rstrip()
            for start, end in zip(bounds, [*bounds[1:], len(coded)], strict=True)
        ]
        last = f"{lines[-1]}…" if len(self._whole) > _LAID_OUT else lines[-1]
        mode = Qt.TextElideMode.ElideRight
        if "\n" in last:
            last = last[: last.index("\n")] + "…"
        return "\n".join([*lines[:-1], self.fontMetrics().elidedText(last, mode, width)])

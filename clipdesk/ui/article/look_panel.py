"""How articles are set: a small panel over the article, whose choices show at once. Main thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, get_args

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from clipdesk.settings import BOUNDS, Face, Ground, Settings
from clipdesk.texts import t
from clipdesk.ui import theme
from clipdesk.ui.tokens import DARK, LIGHT, SEPIA, Radius, Space

_STEPS: Final = {"text_size": 1, "leading": 10, "measure": 1}
_FIELD: Final = 150  # pixels
_SWATCH: Final = 18
_FINE: Final = 2


class LookPanel(QDialog):
    """A panel that goes away when something else is clicked.

    Signals:
        chosen(dict): these settings were chosen, by their names.
    """

    chosen = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(t("looks.title"))
        self.setObjectName("lookPanel")
        self._groups: dict[str, dict[str, QToolButton]] = {}
        self._numbers: dict[str, QSpinBox] = {}
        self._justify = QCheckBox(t("looks.justify"), self)
        self._justify.toggled.connect(lambda on: self.chosen.emit({"justify": on}))
        form = QFormLayout()
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.M)
        form.addRow(*self._choice("face", get_args(Face)))
        for name in _STEPS:
            form.addRow(*self._number(name))
        form.addRow("", self._justify)
        form.addRow(*self._choice("ground", get_args(Ground)))
        reset = QPushButton(t("looks.reset"), self)
        reset.setAutoDefault(False)
        reset.clicked.connect(self._on_reset_clicked)
        last = QHBoxLayout()
        last.addStretch()
        last.addWidget(reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        layout.setSpacing(Space.L)
        layout.addLayout(form)
        if not theme.serif_family():
            said = QLabel(t("looks.no_serif"), self)
            said.setObjectName("quiet")
            said.setWordWrap(True)
            form.insertRow(1, "", said)
        layout.addLayout(last)
        self._show(settings)

    def open_below(self, button: QWidget) -> None:
        """Show it under a button, where it hides little of what it is about, inside the screen."""
        self.adjustSize()
        window, edge = button.window(), button.window().width() - self.width() - Space.L
        corner = QPoint(window.mapToGlobal(QPoint(edge, 0)).x(), 0)
        corner.setY(button.mapToGlobal(QPoint(0, button.height() + Space.XS)).y())
        room = button.screen().availableGeometry()
        x = max(room.left(), min(corner.x(), room.right() - self.width()))
        y = max(room.top(), min(corner.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()

    def _choice(self, name: str, values: tuple[str, ...]) -> tuple[QLabel, QWidget]:
        group = QButtonGroup(self)
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        for value in values:
            button = QToolButton(row)
            button.setText(t(f"looks.{name}_{value}"))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(f"{t(f'looks.{name}')}: {button.text()}")
            if name == "ground":
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
                button.setIcon(_swatch(value))
                button.setIconSize(QSize(_SWATCH, _SWATCH))
            button.setEnabled(value != "serif" or bool(theme.serif_family()))
            button.clicked.connect(partial(self._choose, name, value))
            group.addButton(button)
            line.addWidget(button)
            self._groups.setdefault(name, {})[value] = button
        line.addStretch()
        return self._label(name, next(iter(self._groups[name].values()))), row

    def _number(self, name: str) -> tuple[QLabel, QWidget]:
        box = QSpinBox(self)
        box.setRange(*BOUNDS[name])
        box.setSingleStep(_STEPS[name])
        box.setFixedWidth(_FIELD)
        box.lineEdit().setTextMargins(Space.S, 0, 0, 0)
        box.setSuffix(t(f"looks.{name}_unit"))
        box.setAccessibleName(t(f"looks.{name}"))
        box.valueChanged.connect(partial(self._choose, name))
        self._numbers[name] = box
        return self._label(name, box), box

    def _label(self, name: str, buddy: QWidget) -> QLabel:
        label = QLabel(t(f"looks.{name}"), self)
        label.setBuddy(buddy)
        return label

    def _choose(self, name: str, value: object, *_: object) -> None:
        self.chosen.emit({name: value})

    def _show(self, settings: Settings) -> None:
        """Show these choices, without choosing them."""
        for name, buttons in self._groups.items():
            buttons[getattr(settings, name)].setChecked(True)
        quiet: list[tuple[QWidget, Callable[[Any], Any], str]] = [
            *((box, box.setValue, name) for name, box in self._numbers.items()),
            (self._justify, self._justify.setChecked, "justify"),
        ]
        for widget, show, name in quiet:
            widget.blockSignals(True)
            show(getattr(settings, name))
            widget.blockSignals(False)

    def _on_reset_clicked(self) -> None:
        usual = Settings()
        self._show(usual)
        names = (*self._groups, *self._numbers, "justify")
        self.chosen.emit({name: getattr(usual, name) for name in names})


def _swatch(ground: str) -> QIcon:
    """A ground with a letter's ink on it."""
    colours = {"day": LIGHT, "sepia": SEPIA, "night": DARK}.get(ground, theme.tokens())
    drawn = QPixmap(QSize(_SWATCH, _SWATCH) * _FINE)
    drawn.setDevicePixelRatio(_FINE)
    drawn.fill(QColor("transparent"))
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(theme.tokens().line_strong))
    painter.setBrush(QColor(colours.paper))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _SWATCH - 1, _SWATCH - 1), Radius.M, Radius.M)
    painter.setPen(QColor(colours.ink))
    painter.drawText(QRectF(0, 0, _SWATCH, _SWATCH), Qt.AlignmentFlag.AlignCenter, "A")
    painter.end()
    return QIcon(drawn)

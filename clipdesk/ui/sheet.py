"""The application's one stylesheet, made from the tokens. Main thread."""

from __future__ import annotations

from clipdesk import paths
from clipdesk.ui.tokens import Radius, Space, Tokens


def stylesheet(colours: Tokens) -> str:
    """One sheet, for what the palette cannot say; named by purpose, never by pane."""
    c = colours
    drawn = "dark" if c.name == "dark" else "light"
    controls = paths.resource("icons", "controls", drawn).as_posix()
    return f"""
    QToolTip {{ color: {c.ink}; background: {c.raised}; border: 1px solid {c.line_strong};
        padding: {Space.S}px {Space.M}px; }}
    QMainWindow::separator, QSplitter::handle {{ background: {c.line}; }}
    QSplitter::handle:hover {{ background: {c.accent}; }}
    QMenuBar {{ background: {c.desk}; border: none; padding: {Space.XS}px {Space.S}px; }}
    QMenuBar::item {{ background: transparent; padding: {Space.S}px {Space.M}px;
        border-radius: {Radius.S}px; }}
    QMenuBar::item:selected {{ background: {c.selection}; color: {c.ink}; }}
    QMenu {{ background: {c.raised}; border: 1px solid {c.line_strong};
        padding: {Space.S}px; }}
    QMenu::item {{ padding: {Space.S + 1}px {Space.XXL}px {Space.S + 1}px {Space.M}px;
        border-radius: {Radius.S}px; }}
    QMenu::item:selected {{ background: {c.selection}; color: {c.ink}; }}
    QMenu::item:disabled {{ color: {c.disabled}; }}
    QMenu::separator {{ height: 1px; background: {c.line};
        margin: {Space.S}px {Space.M}px; }}
    QMenu::icon {{ padding-left: {Space.M}px; }}
    QToolBar {{ background: {c.desk}; border: none; padding: {Space.S}px {Space.M}px;
        spacing: {Space.S}px; }}
    QToolBar::separator {{ background: {c.line}; width: 1px; margin: {Space.S}px; }}
    QToolButton {{ background: transparent; border: 1px solid transparent;
        border-radius: {Radius.M}px; padding: {Space.S - 1}px; }}
    QToolButton:hover {{ background: {c.selection_idle}; }}
    QToolButton:pressed, QToolButton:checked {{ background: {c.selection}; }}
    QToolButton:focus {{ border-color: {c.accent}; }}
    QToolButton:disabled {{ color: {c.disabled}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QPushButton {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; padding: {Space.S + 1}px {Space.XL}px; }}
    QPushButton:hover {{ background: {c.hover}; }}
    QPushButton:pressed {{ background: {c.selection}; }}
    QPushButton:focus {{ border-color: {c.accent}; }}
    QPushButton:default {{ background: {c.accent}; color: {c.on_accent};
        border-color: {c.accent}; }}
    QPushButton:default:focus {{ border: 2px solid {c.ink}; padding: {Space.S}px 15px; }}
    QPushButton:disabled {{ color: {c.disabled}; background: {c.desk};
        border-color: {c.line}; }}
    QPushButton:flat {{ background: transparent; border-color: transparent;
        color: {c.accent}; padding: {Space.XS}px {Space.S}px; }}
    QPushButton:flat:hover {{ background: {c.selection_idle}; }}
    QPushButton:flat:focus {{ border-color: {c.accent}; }}
    QPushButton:flat:disabled {{ color: {c.disabled}; }}
    QLineEdit, QPlainTextEdit {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; padding: {Space.S}px {Space.S + 2}px; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {c.accent}; }}
    QLineEdit:disabled, QPlainTextEdit:disabled {{ background: {c.desk};
        color: {c.disabled}; }}
    QPlainTextEdit#sourceText {{ background: {c.paper}; border: 1px solid {c.line};
        border-radius: 0; padding: 0; }}
    QPlainTextEdit#sourceText:focus {{ border-color: {c.accent}; }}
    QTextEdit#cutLine {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; }}
    QTextEdit#cutLine:focus {{ border-color: {c.accent}; }}
    QComboBox, QSpinBox {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; padding: {Space.S}px {Space.S + 2}px; }}
    QComboBox:focus, QSpinBox:focus {{ border-color: {c.accent}; }}
    QComboBox:disabled, QSpinBox:disabled {{ background: {c.desk}; color: {c.disabled}; }}
    QComboBox::drop-down {{ border: none; width: 22px; }}
    QComboBox::down-arrow {{ image: url("{controls}/chevron-down.svg"); width: 14px; }}
    QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.line_strong};
        selection-background-color: {c.selection}; selection-color: {c.ink}; }}
    QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: 20px; }}
    QSpinBox::up-arrow {{ image: url("{controls}/chevron-up.svg"); width: 11px; }}
    QSpinBox::down-arrow {{ image: url("{controls}/chevron-down.svg"); width: 11px; }}
    QCheckBox, QRadioButton {{ spacing: {Space.M - 1}px; }}
    QCheckBox::indicator, QRadioButton::indicator {{ width: 14px; height: 14px;
        background: {c.raised}; border: 1px solid {c.ink_faint};
        border-radius: {Radius.S}px; }}
    QRadioButton::indicator {{ border-radius: 8px; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
        image: url("{controls}/check.svg"); }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; background: {c.on_accent};
        border: 5px solid {c.accent}; }}
    QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
    QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{
        background: {c.desk}; border-color: {c.line_strong}; }}
    QTabWidget::pane {{ border: none; border-top: 1px solid {c.line}; }}
    QTabBar::tab {{ color: {c.ink_soft}; padding: {Space.S + 2}px {Space.L}px;
        border-bottom: 2px solid transparent; }}
    QTabBar::tab:selected {{ color: {c.ink}; border-bottom-color: {c.accent}; }}
    QTabBar::tab:selected:focus {{ background: {c.selection}; }}
    QTabBar::tab:hover {{ background: {c.hover}; }}
    QStatusBar {{ background: {c.desk}; border-top: 1px solid {c.line};
        color: {c.ink_soft}; }}
    QStatusBar::item {{ border: none; }}
    QStatusBar QLabel {{ color: {c.ink_soft}; }}
    QProgressBar {{ background: {c.line}; border: none; border-radius: {Radius.S}px;
        min-height: 6px; max-height: 6px; text-align: center; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: {Radius.S}px; }}
    QAbstractScrollArea {{ border: none; }}
    QTableView, QTextBrowser {{ background: {c.paper}; }}
    QTableView#previewTable::item {{ padding: 0 {Space.M}px; }}
    QTableView#previewTable::item:selected {{ background: {c.selection}; color: {c.ink}; }}
    QTableView#previewTable::item:selected:!active {{ background: {c.selection_idle}; }}
    QTableView#previewTable::item:hover:!selected {{ background: {c.hover}; }}
    QTableView#previewTable QHeaderView::section {{ background: {c.sunken}; color: {c.ink_soft};
        border: none; border-bottom: 1px solid {c.line}; padding: {Space.S}px {Space.M + 3}px; }}
    QTreeView, QListView#savedSearches {{ background: {c.desk}; }}
    QDialog QTreeView, QDialog QListView {{ background: {c.paper};
        border: 1px solid {c.line_strong}; border-radius: {Radius.S}px; }}
    QTableView#marks {{ border: 1px solid {c.line_strong}; border-radius: {Radius.S}px; }}
    QTreeView#rows::item {{ padding: {Space.S}px {Space.M}px; }}
    QTreeView#rows::item:selected {{ background: {c.selection}; color: {c.ink}; }}
    QTreeView#rows::item:selected:!active {{ background: {c.selection_idle}; }}
    QTreeView#rows::item:hover:!selected {{ background: {c.hover}; }}
    QTreeView#rows QHeaderView::section {{ background: {c.sunken}; color: {c.ink_soft};
        border: none; border-bottom: 1px solid {c.line};
        padding: {Space.S}px {Space.M}px; }}
    QDialog#lookPanel {{ background: {c.raised}; border: 1px solid {c.line_strong}; }}
    QFrame#hairline {{ background: {c.line}; border: none; }}
    QFrame#notice {{ background: {c.sunken}; border: 1px solid {c.line};
        border-left: 3px solid {c.line_strong}; border-radius: {Radius.S}px; }}
    QFrame#markBar {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; }}
    QFrame#notice[warns="true"] {{ border-left-color: {c.warning}; }}
    QLabel#quiet, QLabel#emptyState {{ color: {c.ink_soft}; }}
    QLabel#sectionTitle {{ color: {c.analyst}; font-weight: bold; }}
    QLabel#welcomeTitle {{ font-size: 22pt; font-weight: bold; }}
    QFrame#welcomeCard {{ background: {c.paper}; border: 1px solid {c.line};
        border-radius: {Radius.L}px; }}
    QFrame#welcomeCard QCommandLinkButton {{ background: {c.raised}; color: {c.ink};
        border: 1px solid {c.line_strong}; border-radius: {Radius.M}px; text-align: left; }}
    QFrame#welcomeCard QCommandLinkButton:hover {{ background: {c.hover}; }}
    QFrame#welcomeCard QCommandLinkButton:focus {{ border-color: {c.accent}; }}
    QWidget#articlePaper, QWidget#articlePane {{ background: {c.paper}; }}
    QWidget#noteEditor, QTextBrowser#noteView {{ background: {c.analyst_ground}; }}
    QListView#completions {{ background: {c.raised}; border: 1px solid {c.line_strong};
        border-radius: {Radius.M}px; padding: {Space.S - 1}px; }}
    QFrame#chip {{ background: {c.chips[0][1]}; border-radius: {Radius.M}px; }}
    QFrame#chip QLabel {{ color: {c.chips[0][0]}; }}
    QFrame#chip QToolButton {{ padding: 2px; border: none; }}
    QLineEdit#tagField {{ background: transparent; border: 1px dashed {c.line_strong};
        padding: 2px {Space.M}px; }}
    QLineEdit#tagField:focus {{ border: 1px solid {c.accent}; background: {c.raised}; }}
    QScrollBar {{ background: transparent; border: none; }}
    QScrollBar:vertical {{ width: 12px; }}
    QScrollBar:horizontal {{ height: 12px; }}
    QScrollBar::handle {{ background: {c.line_strong}; border-radius: 3px; margin: 3px; }}
    QScrollBar::handle:disabled {{ background: transparent; }}
    QScrollBar::handle:hover {{ background: {c.ink_faint}; }}
    QScrollBar::handle:vertical {{ min-height: 36px; }}
    QScrollBar::handle:horizontal {{ min-width: 36px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """

"""Settings: whatever stands in the file, the program starts; what is chosen is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clipdesk import paths
from clipdesk.importing.mapping import Column, Mapping, key
from clipdesk.settings import Settings


def write(text: bytes) -> None:
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_bytes(text)


def test_defaults_and_memory() -> None:
    assert Settings.load() == Settings()
    assert not paths.settings_file().exists()
    chosen = Settings().changed(language="ja", author='試験 "太郎"\n', text_size=15)
    assert Settings.load() == chosen
    assert Settings.load().changed(paper="jis-b5").author == chosen.author


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe",
        b"not toml",
        b"language = 'fr'\npaper = 'a0'\nappearance = 3\ntext_size = '12'\n",
        b"text_size = true\nlibrary = []\nauthor = {}\nunknown = 1\ncolumns = 'date'\n",
    ],
)
def test_what_cannot_be_used_has_its_default(text: bytes) -> None:
    write(text)
    assert Settings.load() == Settings()


def test_one_bad_choice_spoils_no_other() -> None:
    write("author = '太郎'\npaper = 'a0'\n".encode())
    assert Settings.load() == Settings(author="太郎")


def test_columns_of_tables_are_kept() -> None:
    """Also those that are nothing: TOML has no null."""
    header = ("日付", "", 'a "b"\n', "メモ")
    mapping = Mapping((Column.DATE, None, Column.TEXT, None), day_first=True)
    Settings().changed(columns={key(header): mapping.to_dict()})
    kept = Settings.load().changed(author="太郎").columns
    assert kept == Settings.load().columns
    assert Mapping.from_dict(kept[key(header)]) == mapping


@given(st.text())
def test_any_text_reads_back(author: str) -> None:
    Settings().changed(author=author)
    assert Settings.load().author == author


def test_a_folder_whose_name_is_not_unicode() -> None:
    """Its memory is lost, but what was remembered before is not."""
    Settings().changed(author="太郎")
    assert Settings(author="太郎").changed(library="/\udcff").library == "/\udcff"
    assert Settings.load().author == "太郎"


def test_settings_that_cannot_be_written() -> None:
    folder = paths.settings_file().parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.touch()  # a file in the folder's place
    assert Settings().changed(author="太郎").author == "太郎"
    assert Settings.load() == Settings()


def test_columns_that_another_program_was_told_of_stay() -> None:
    mine = Settings().changed(columns={"columns-a": {"columns": ["date"]}})
    Settings.load().changed(columns={"columns-b": {"columns": ["date", "source"]}})
    assert set(mine.changed(author="太郎").columns) == {"columns-a", "columns-b"}
    assert set(Settings.load().columns) == {"columns-a", "columns-b"}

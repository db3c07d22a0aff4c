"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from clipdesk import texts
from clipdesk.core.errors import UserError
from clipdesk.exporting.files import replacing


def _folder(path: Path) -> list[str]:
    return sorted(item.name for item in path.iterdir())


def test_the_bytes_arrive_and_nothing_else(tmp_path: Path) -> None:
    with replacing(tmp_path / "out.txt") as stream:
        stream.write(b"new")
        assert not (tmp_path / "out.txt").exists()
    assert (tmp_path / "out.txt").read_bytes() == b"new"
    assert _folder(tmp_path) == ["out.txt"]


def test_after_a_failure_the_old_file_stays_and_no_part_of_the_new(tmp_path: Path) -> None:
    (tmp_path / "out.txt").write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "out.txt") as stream:
        raise ZeroDivisionError(stream.write(b"half"))
    assert (tmp_path / "out.txt").read_bytes() == b"old"
    assert _folder(tmp_path) == ["out.txt"]


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught, replacing(tmp_path / "out.txt"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.code == "export_disk_full"
    assert caught.value.values == {"path": str(tmp_path / "out.txt")}
    assert _folder(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught, replacing(tmp_path / "none" / "out.txt"):
        pytest.fail("must not be entered")
    assert caught.value.code == "export_folder_missing"
    assert caught.value.values["folder"] == str(tmp_path / "none")


def test_a_folder_in_the_files_place(tmp_path: Path) -> None:
    (tmp_path / "out.txt").mkdir()
    with pytest.raises(UserError) as caught, replacing(tmp_path / "out.txt") as stream:
        stream.write(b"new")
    assert caught.value.code == "export_unwritable"
    assert caught.value.values["reason"]
    assert _folder(tmp_path) == ["out.txt"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UserError) as caught, replacing(tmp_path / "out.txt"):
            pytest.fail("must not be entered")
    finally:
        tmp_path.chmod(0o700)
    assert caught.value.code == "export_unwritable"


def test_a_refusal_says_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError) as caught, replacing(tmp_path / "out.txt"):
        pytest.fail("must not be entered")
    assert caught.value.code == "export_unwritable"
    assert caught.value.values["reason"] == "EACCES"
    assert "permission denied" in texts.describe(caught.value)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions and links")
def test_permissions_are_the_usual_ones_and_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to("target.txt")
    before = os.umask(0o022)
    try:
        with replacing(tmp_path / "link.txt") as stream:
            stream.write(b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "target.txt").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "target.txt").stat().st_mode) == 0o644


def test_the_longest_name_that_the_disk_allows(tmp_path: Path) -> None:
    name = "n" * 255
    with replacing(tmp_path / name) as stream:
        stream.write(b"new")
    assert _folder(tmp_path) == [name]

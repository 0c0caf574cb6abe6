"""What is refused, and how it is said, before a server is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from freeloop.agent.install import note
from freeloop.errors import UserError
from freeloop.serve import ServerSettings, prerequisites, start_failure
from freeloop.serve.notes import Notes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "text", ["", "A=1\n", "# of the service\n\nexport A='x # y'\nB=${A}z # said\nC\nD=\"two\nlines\"\n"]
)
def test_a_file_of_the_environment_that_is_read_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / "service.env").write_text(text)
    prerequisites.check(_with_env_file(tmp_path))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"A=1\n\n# said\n\nBROKEN LINE\nB=2\n", "' cannot be understood in line 5: write NAME=value"),
        (b"A='1\nB=2\n", "' cannot be understood in line 1: write NAME=value"),
        (
            b"A=\xff\n",
            "' cannot be read ('utf-8' codec can't decode byte 0xff in position 2: invalid start byte): ",
        ),
        (None, "' is not a file: give the path of an existing one"),
    ],
)
def test_a_file_of_the_environment_of_which_a_line_would_be_left_out(
    tmp_path: Path, text: bytes | None, said: str
) -> None:
    if text is not None:
        (tmp_path / "service.env").write_bytes(text)
    with pytest.raises(UserError) as refusal:
        prerequisites.check(_with_env_file(tmp_path))
    assert str(refusal.value).startswith(f"--env-file '{tmp_path}/service.env{said}")


def test_the_folder_that_has_no_room_is_named(tmp_path: Path) -> None:
    session = tmp_path / "freeloop-1-x"
    session.mkdir()
    note(str(session), "agent", "OSError: no space left on device")
    failure = start_failure.of_notes(ServerSettings("main:app"), Notes(session), session)
    assert str(failure) == (
        "main:app: the agent could not be put on its loop (OSError: no space left on device): "
        f"see that {tmp_path} has room"
    )


def _with_env_file(folder: Path) -> ServerSettings:
    return ServerSettings("main:app", app_dir=folder, env_file=folder / "service.env")

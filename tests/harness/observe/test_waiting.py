"""Where the interpreter keeps the GIL, by a process's memory maps."""

from __future__ import annotations

import pytest

from freeloop.observe.waiting import interpreter_data

SHARED = """\
55d09eaf7000-55d09eaf8000 rw-p 00003000 fe:00 26723   /usr/bin/python3.11
55d0c4d52000-55d0c4eb8000 rw-p 00000000 00:00 0       [heap]
7ff195615000-7ff195644000 r--p 00414000 fe:00 26933   /usr/lib/libpython3.11.so.1.0
7ff195644000-7ff195778000 rw-p 00443000 fe:00 26933   /usr/lib/libpython3.11.so.1.0
7ff195778000-7ff195780000 rw-p 00000000 00:00 0
7ff195790000-7ff1957a0000 rw-p 00000000 00:00 0
"""
STATIC = """\
000000400000-000000420000 r--p 00000000 08:01 1       /usr/bin/python3.12
000000a00000-000000b00000 rw-p 00600000 08:01 1       /usr/bin/python3.12
000000b00000-000000c80000 rw-p 00000000 00:00 0
000001000000-000001200000 rw-p 00000000 00:00 0       [heap]
"""


@pytest.mark.parametrize(
    ("maps", "executable", "found"),
    [
        pytest.param(SHARED, "/usr/bin/python3.11", (range(0x7FF195644000, 0x7FF195780000),), id="libpython"),
        pytest.param(STATIC, "/usr/bin/python3.12", (range(0xA00000, 0xC80000),), id="static"),
        pytest.param("", "", (), id="hidden"),
    ],
)
def test_interpreter_data(maps: str, executable: str, found: tuple[range, ...]) -> None:
    assert interpreter_data(maps, executable) == found

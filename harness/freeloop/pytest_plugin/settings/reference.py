"""Every setting of the plugin as a table: `python -m freeloop.pytest_plugin.settings.reference`, for the documents."""

from __future__ import annotations

import dataclasses
import sys

from freeloop.pytest_plugin.settings.options import ALLOW, RUN_FLAGS, Options


def lines() -> list[str]:
    """One block a setting: where it is set, and what it means."""
    found: list[str] = []
    for each in dataclasses.fields(Options):
        name, metadata = each.name, each.metadata
        places = [f"--freeloop-{name.replace('_', '-')}={metadata['shape']}", f"ini: freeloop_{name}"]
        places += [f"marker: {name}"] if metadata["in_marker"] else []
        found += ["  ".join(places), f"    {metadata['meaning']}; default: {each.default or 'no limit'}"]
    for flag, arguments in RUN_FLAGS.items():
        shape = f"={arguments['metavar']}" if "metavar" in arguments else ""
        ini = "  ini: freeloop" if flag == "--freeloop" else ""
        found += [f"{flag}{shape}{ini}", f"    {arguments['help']}"]
    return [*found, "ini: freeloop_allow", f"    {ALLOW}"]


if __name__ == "__main__":
    sys.stdout.write("\n".join((*lines(), "")))

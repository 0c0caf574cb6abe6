"""`freeloop init`: the reference service, copied under a name of your own.

An installed freeloop carries the service's folder as data (`force-include` in pyproject.toml); one that runs from
its repository takes it from there.
"""

from __future__ import annotations

import json
import keyword
import re
import shlex
import shutil
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import click

import freeloop
from freeloop.cli.running import ends_well
from freeloop.errors import UserError

PACKAGE = "reference_service"
NAME = re.compile(r"[a-z]([a-z0-9_]*[a-z0-9])?")
"""As narrow as the name of the distribution that it becomes, with - for _ (PyPA's specification of names)."""
NOT_COPIED = ("__pycache__", "*.egg-info", ".venv", ".*_cache", ".coverage*", ".hypothesis", ".schemathesis")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the Python package; DIR's by default.")
def init(folder: Path, name: str | None) -> None:
    """Copy the reference service into DIR, a new or an empty folder.

    The copy stands alone: its own pyproject.toml, tests, Dockerfile, manifests and CI workflow. Its development
    dependencies name this freeloop as it was installed here: from an index, a repository, or a folder.
    """
    with ends_well():
        source = _source()
        package = _package_name(name or folder.resolve().name.replace("-", "_"), source)
        _refuse_unless_empty(folder)
        requirement = _own_requirement()
        try:
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*NOT_COPIED), dirs_exist_ok=True)
            _rename(folder, package, requirement)
        except OSError as error:
            raise UserError(f"the service cannot be copied: {error}") from error
        click.echo(f"copied the reference service into {folder}, as the package `{package}`")
        click.echo(f"its tests need `{requirement}`; CI must be able to reach that")
        install = "pip install 'pip>=25.1' && pip install --group dev ."
        click.echo(f"next: cd {shlex.quote(str(folder))} && {install} && pytest && python -m {package}")


def _source() -> Path:
    here = Path(freeloop.__file__).parent
    installed = here / "template"
    return installed if installed.is_dir() else here.parents[1] / PACKAGE


def _package_name(name: str, source: Path) -> str:
    """Return the name.

    Raises:
        UserError: it is none for a package, or it would hide another package that the copy may need.
    """
    if not NAME.fullmatch(name) or keyword.iskeyword(name):
        raise UserError(
            f"{name!r} is no name for a package: give one of small letters, digits and, between them, _ with --name"
        )
    # One requirement a line; the package to be renamed is no requirement.
    required = re.findall(
        r'^    "([\w-]+)', (source / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE
    )
    # What is installed too: packages are imported by other names than they are required by, or required by others.
    # And `tests`, as pytest names the folder beside it.
    taken = {*sys.stdlib_module_names, *packages_distributions(), "tests"}
    if name in taken or name in {needed.replace("-", "_") for needed in required}:
        raise UserError(
            f"{name!r} is the name of a package that the service needs or would hide: give another with --name"
        )
    return name


def _refuse_unless_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{str(folder)!r} is a file: give a new or an empty folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise UserError(f"{str(folder)!r} is not empty: give a new or an empty folder")


def _own_requirement() -> str:
    """Name the freeloop that runs as pip wants it: what is on no index has no name without its address (PEP 610)."""
    found = distribution("freeloop")
    record = json.loads(found.read_text("direct_url.json") or "{}")
    if "url" not in record:
        return f"freeloop=={found.version}"
    repository = record.get("vcs_info")
    if repository is None:
        return f"freeloop @ {record['url']}"
    return f"freeloop @ {repository['vcs']}+{record['url']}@{repository['commit_id']}"


def _rename(folder: Path, package: str, requirement: str) -> None:
    (folder / "src" / PACKAGE).rename(folder / "src" / package)
    for path in folder.rglob("*"):
        if not path.is_file() or path.suffix == ".npy":
            continue
        text = path.read_text(encoding="utf-8")
        text = text.replace(PACKAGE, package).replace(PACKAGE.replace("_", "-"), package.replace("_", "-"))
        if path.name == "pyproject.toml":
            text = text.replace('"freeloop"', json.dumps(requirement))
        path.write_text(text, encoding="utf-8")

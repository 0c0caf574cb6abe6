"""What an import statement binds."""

from typing import TYPE_CHECKING

from freeloop_lint.program.values import EMPTY, External, Imported, Module, Value, join, one

if TYPE_CHECKING:
    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine


def bind_import(frame: "Frame", alias: str, module: str, name: str | None, level: int) -> None:
    """Bind the names of one part of an import statement."""
    modules = frame.machine.project.modules
    if name is None:
        if alias:
            frame.bind(alias, _module(frame, module))
        else:
            top = module.partition(".")[0]
            frame.bind(top, join(frame.names.get(top, EMPTY), _module(frame, top)))
        return
    where = modules.resolve(module, level, frame.path)
    if name == "*":
        frame.machine.stars.setdefault(frame.path, []).append(where or f"!{module}")
    elif where is None:
        frame.bind(alias, one(External(f"{module}.{name}")) if not level else EMPTY)
    else:
        frame.bind(alias, one(Imported(where, name)))


def _module(frame: "Frame", module: str) -> Value:
    where = frame.machine.project.modules.absolute(module, frame.path)
    return one(External(module) if where is None else Module(where))


def module_member(machine: "Machine", path: str, name: str, depth: int = 0) -> Value:
    """Look a name up in a module: bound, written from functions, submodule, star import."""
    found = EMPTY
    if not path.endswith("/"):
        scope = machine.module_names.get(path)
        if scope is None:
            scope = machine.module(path)
        found = machine.scopes[scope].names.get(name, EMPTY)
        if holds_import(found):
            found = expand(machine, found, depth)
        found = join(found, global_writes(machine, path, name))
    if not found:
        inner = machine.project.modules.member(path, name)
        if inner is not None and inner != path:
            return one(Module(inner))
        if not path.endswith("/"):
            found = star_member(machine, path, name, depth)
    return found


def global_writes(machine: "Machine", path: str, name: str) -> Value:
    """Give what functions write into a module's name."""
    writers = machine.project.global_writers.get((path, name))
    if writers:
        machine.run_writers(writers, 8)
    return machine.read((f"g:{path}", name))


def star_member(machine: "Machine", path: str, name: str, depth: int = 0) -> Value:
    """Look a name up in the modules that a file imports by `*`."""
    if depth > 6 or name.startswith("_"):  # noqa: PLR2004 - arbitrary bound on re-exports of re-exports
        return EMPTY
    for where in machine.stars.get(path, ()):
        if where.startswith("!"):
            full = machine.catalogue.canonical(f"{where[1:]}.{name}")
            catalogue = machine.catalogue
            if full in catalogue.functions or full in catalogue.classes:
                return one(External(full))
            continue
        found = module_member(machine, where, name, depth + 1)
        if found:
            return found
    return EMPTY


def holds_import(value: Value) -> bool:
    """Claim that a value is to be expanded."""
    for item in value:  # noqa: SIM110 - a loop is twice as fast here
        if item.__class__ is Imported:
            return True
    return False


def expand(machine: "Machine", value: Value, depth: int = 0) -> Value:
    """Replace imported names by what they mean now."""
    if not holds_import(value):
        return value
    found = EMPTY
    for item in value:
        if not isinstance(item, Imported):
            found = join(found, one(item))
        elif depth < 8:  # noqa: PLR2004 - arbitrary bound on re-exports of re-exports
            found = join(found, module_member(machine, item.path, item.name, depth + 1))
    return found

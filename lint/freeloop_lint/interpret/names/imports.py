"""What an import statement binds, and what the names of a module mean.

A name of a module is looked up through all modules that hand it on, by the thousand. What was found is kept until a
place is written that may have part in it; who asks is told of the places that it came from all the same.
"""

from typing import TYPE_CHECKING, TypeAlias

from freeloop_lint.program.values import EMPTY, External, Imported, Module, Value, imported, join, one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freeloop_lint.interpret.frame import Frame
    from freeloop_lint.interpret.machine import Machine, Place


Meaning: TypeAlias = "tuple[Value, tuple[Place, ...]]"
"""What a name stands for, and the places that it was read from. A plain tuple: they are made by the thousand."""
UNKNOWN: Meaning = (EMPTY, ())


def bind_imports(frame: "Frame", names: "Sequence[tuple[str, str, str | None, int]]") -> None:
    """Bind the names of an import statement: alias, module, name in it if any, level of each."""
    frame.imports = True
    _, module, name, level = names[0]
    if name is not None:
        _bind_members(frame, module, level, [(alias, item) for alias, _, item, _ in names])
        return
    for alias, module, _, _ in names:
        if alias:
            frame.bind(alias, _module(frame, module))
        else:
            top = module.partition(".")[0]
            frame.bind(top, join(frame.names.get(top, EMPTY), _top(frame, module)))


def _bind_members(frame: "Frame", module: str, level: int, names: "Sequence[tuple[str, str | None]]") -> None:
    """Bind what `from module import …` names."""
    where = frame.machine.project.modules.resolve(module, level, frame.path)
    for alias, name in names:
        if name == "*":
            frame.machine.stars.setdefault(frame.path, []).append(where or f"!{module}")
        elif where is None:
            frame.bind(alias, EMPTY if level else _outside(frame.machine, f"{module}.{name}"))
        else:
            frame.bind(alias, imported(where, str(name)))


def _outside(machine: "Machine", name: str) -> Value:
    """Give an outside name: an object where the catalogue says that it is one."""
    from freeloop_lint.interpret.names.annotations import build_type  # noqa: PLC0415 - they call each other

    known = machine.outside.get(name)
    if known is None:
        catalogue = machine.catalogue
        declared = catalogue.values.get(catalogue.canonical(name))
        known = one(External(name)) if declared is None else build_type(machine, declared)
        machine.outside[name] = known
    return known


def _module(frame: "Frame", module: str) -> Value:
    where = frame.machine.project.modules.absolute(module, frame.path)
    return one(External(module) if where is None else Module(where))


def _top(frame: "Frame", module: str) -> Value:
    """Give what `import acme.one` binds to `acme`: of a namespace package, the part that holds `one`."""
    top, _, rest = module.partition(".")
    value = _module(frame, top)
    if not rest or not any(isinstance(item, Module) and item.path.endswith("/") for item in value):
        return value
    where = frame.machine.project.modules.absolute(module, frame.path)
    if where is None:
        return value
    base = where.removesuffix(".py").removesuffix("/__init__").rstrip("/")
    return one(Module(f"{base.removesuffix(rest.replace('.', '/'))}"))


def module_member(machine: "Machine", path: str, name: str, depth: int = 0) -> Meaning:
    """Look a name up in a module: bound, written from functions, submodule, star import."""
    slot = (path, name, depth)
    known = machine.meanings.get(slot)
    if known is not None:
        machine.note(known[1])
        return known
    begun = machine.begun
    found = _look_up(machine, path, name, depth)
    if begun == machine.begun and machine.all_ran:
        machine.meanings[slot] = found
    return found


def _look_up(machine: "Machine", path: str, name: str, depth: int) -> Meaning:
    places: tuple[Place, ...] = ()
    if not path.endswith("/"):
        scope = machine.module_names.get(path)
        if scope is None:
            scope = machine.module(path)
        bound = machine.scopes[scope].names.get(name, EMPTY)
        found, places = _with_writes(machine, path, name, expanded(machine, bound, depth))
        if found:
            return found, places
    inner = machine.project.modules.member(path, name)
    if inner is not None and inner != path:
        return one(Module(inner)), places
    if path in machine.stars:
        star, others = star_member(machine, path, name, depth)
        return star, places + others
    return EMPTY, places


def _with_writes(machine: "Machine", path: str, name: str, bound: Meaning) -> Meaning:
    """Add what functions write into a module's name."""
    writers = machine.project.global_writers.get((path, name))
    if writers and not _is_module(bound[0]):
        machine.run_writers(writers, 8)
    place = machine.look((f"g:{path}", name))
    value, places = bound
    return join(value, place.value), (*places, place)


def _is_module(value: Value) -> bool:
    """Claim that a name is that of an imported file: its `add` and `update` are functions, and fill no container."""
    return bool(value) and all(item.__class__ is Module for item in value)


def global_name(machine: "Machine", path: str, name: str, builtin: "Value | None") -> Value:
    """Look a name up from within its own module, where a built-in one may be meant."""
    slot = (path, name, -1)
    known = machine.meanings.get(slot)
    if known is not None:
        if machine.stack:
            asking = machine.stack[-1]
            for place in known[1]:
                place.readers[asking] = None
        return known[0]
    begun = machine.begun
    found = _look_up_inside(machine, path, name, builtin)
    if begun == machine.begun and machine.all_ran:
        machine.meanings[slot] = found
    return found[0]


def _look_up_inside(machine: "Machine", path: str, name: str, builtin: "Value | None") -> Meaning:
    bound = machine.scopes[machine.module(path)].names.get(name)
    if bound is not None:
        return _with_writes(machine, path, name, expanded(machine, bound))
    places: tuple[Place, ...] = ()
    if (path, name) in machine.project.global_writers:
        found, places = _with_writes(machine, path, name, UNKNOWN)
        if found:
            return found, places
    if builtin is not None:
        return builtin, places
    star, others = star_member(machine, path, name)
    return star, places + others


def star_member(machine: "Machine", path: str, name: str, depth: int = 0) -> Meaning:
    """Look a name up in the modules that a file imports by `*`."""
    places: tuple[Place, ...] = ()
    if depth > 6 or name.startswith("_"):  # noqa: PLR2004 - arbitrary bound on re-exports of re-exports
        return UNKNOWN
    for where in machine.stars.get(path, ()):
        if where.startswith("!"):
            full = machine.catalogue.canonical(f"{where[1:]}.{name}")
            catalogue = machine.catalogue
            if full in catalogue.functions or full in catalogue.classes:
                return one(External(full)), places
            continue
        found, others = module_member(machine, where, name, depth + 1)
        places += others
        if found:
            return found, places
    return EMPTY, places


def holds_import(value: Value) -> bool:
    """Claim that a value is to be expanded."""
    for item in value:  # noqa: SIM110 - a loop is twice as fast here
        if item.__class__ is Imported:
            return True
    return False


def expand(machine: "Machine", value: Value) -> Value:
    """Replace imported names by what they mean now."""
    return expanded(machine, value)[0] if holds_import(value) else value


def expanded(machine: "Machine", value: Value, depth: int = 0) -> Meaning:
    """Replace imported names by what they mean now, and tell of the places that it was read from."""
    if not holds_import(value):
        return value, ()
    found = EMPTY
    places: tuple[Place, ...] = ()
    for item in value:
        if not isinstance(item, Imported):
            found = join(found, one(item))
        elif depth < 8:  # noqa: PLR2004 - arbitrary bound on re-exports of re-exports
            inner, others = module_member(machine, item.path, item.name, depth + 1)
            found = join(found, inner)
            places += others
    return found, places

"""All facts of one project under global numbers, and the indexes that the interpreter asks."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from freeloop_lint.facts import form
from freeloop_lint.facts.model import Class, FileFacts, Function
from freeloop_lint.program.modules import Modules

ACCESSORS = frozenset({"setter", "deleter"})


class FunctionRef(NamedTuple):
    """A function and the file it stands in; `cls` is the global number of its class, or -1."""

    path: str
    fact: Function
    cls: int


class ClassRef(NamedTuple):
    """A class and the file it stands in; `methods` gives global function numbers."""

    path: str
    fact: Class
    methods: dict[str, int]


class Project:
    """The loaded files. Function and class numbers of one file are contiguous from `first_*[path]`."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.files: dict[str, FileFacts] = {}
        self.imported: dict[str, Sequence[str]] = {}
        self.comments: dict[str, str] = {}
        """Of files that seem to hold comments that silence, by path: see `Record.comments`."""
        self.functions: list[FunctionRef] = []
        self.classes: list[ClassRef] = []
        self.first_function: dict[str, int] = {}
        self.first_class: dict[str, int] = {}
        self.attribute_writers: dict[str, list[int]] = defaultdict(list)
        self.accessors: set[str] = set()
        """Names of properties that have a setter or a deleter."""
        self.special: set[str] = set()
        """Names of methods like `__eq__` that classes of the project define."""
        self.global_writers: dict[tuple[str, str], list[int]] = defaultdict(list)

    def add(self, facts: FileFacts, imported: Sequence[str]) -> None:
        """Take in one file, and which others its imports may run."""
        functions, classes = len(self.functions), len(self.classes)
        self.files[facts.path] = facts
        self.imported[facts.path] = imported
        self.first_function[facts.path] = functions
        self.first_class[facts.path] = classes
        for number, fact in enumerate(facts.functions, functions):
            cls = fact.owner + classes if fact.owner >= 0 else -1
            self.functions.append(FunctionRef(facts.path, fact, cls))
            if cls >= 0 and any(node[0] == form.ATTR and node[2] in ACCESSORS for node in fact.decorators):
                self.accessors.add(fact.name)
            for name in fact.attributes:
                self.attribute_writers[name].append(number)
            for name in fact.globals:
                self.global_writers[facts.path, name].append(number)
        for cls_fact in facts.classes:
            methods = {name: number + functions for name, number in cls_fact.methods}
            self.special.update(name for name in methods if name.startswith("__"))
            self.classes.append(ClassRef(facts.path, cls_fact, methods))

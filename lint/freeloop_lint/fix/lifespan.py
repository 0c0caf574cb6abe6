"""Move loads into a lifespan: `app = FastAPI()` gets one, the endpoint takes what it loaded from `app.state`.

`loads.obstacle` has shown before that the file has one application without a lifespan, made at its top level.
"""

import ast
from collections.abc import Iterator

from freeloop_lint.fix.source import Source, Splice


class Loads:
    """The loads of a text that stand at places, as values of assignments; `found` says that there are some."""

    def __init__(self, source: Source, places: set[int]) -> None:
        self.source = source
        self.application = _application(source.tree) if places else None
        self.found: dict[str, ast.expr] = {}
        """Name on the state → load."""
        self.moved: list[tuple[str, ast.expr]] = []
        for node in ast.walk(source.tree) if self.application else ():
            if isinstance(node, ast.Assign) and source.span(node.value)[0] in places:
                self._take(node.targets[0], node.value)

    def _take(self, target: ast.expr, load: ast.expr) -> None:
        """Move a load, unless the name holds another one."""
        if isinstance(target, ast.Name):
            known = self.found.setdefault(target.id, load)
            if ast.dump(known) == ast.dump(load):
                self.moved.append((target.id, load))

    def splices(self) -> Iterator[Splice]:
        """Say what is to be written."""
        if self.application is None or not self.found:
            return
        statement, name, call = self.application
        for attribute, load in self.moved:
            yield Splice(*self.source.span(load), 0, f"{name}.state.{attribute}")
        yield self._lifespan(statement, call)
        if call.args or call.keywords:
            given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
            end = max(self.source.span(node)[1] for node in given)
            yield Splice(end, end, 0, ", lifespan=lifespan")
        else:
            end = self.source.span(call)[1] - 1
            yield Splice(end, end, 0, "lifespan=lifespan")

    def _lifespan(self, statement: ast.Assign, call: ast.Call) -> Splice:
        """Write the lifespan between the statement before the application and the comments of the application."""
        source, end = self.source, self.source.line_end
        body = source.tree.body
        before = body[: body.index(statement)]
        start = source.next_line(source.span(before[-1])[1]) if before else 0
        place = source.first_place(statement)
        comments = [line for line in source.text[start:place].splitlines(keepends=True) if line.strip()]
        lines = [f"    app.state.{name} = {self._text(load)}" for name, load in self.found.items()]
        made = self._text(call.func)
        text = [
            "",
            "",
            "@asynccontextmanager",
            f"async def lifespan(app: {made}):",
            *lines,
            "    yield",
            "",
            "",
        ]
        return Splice(start, place, 1, "".join((*(f"{line}{end}" for line in text), *comments)))

    def _text(self, node: ast.expr) -> str:
        start, end = self.source.span(node)
        return self.source.text[start:end]


def _application(module: ast.Module) -> tuple[ast.Assign, str, ast.Call] | None:
    """Find the statement that makes the application, the variable that holds it, and the call."""
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            func, target = statement.value.func, statement.targets[0]
            made = (
                func.attr
                if isinstance(func, ast.Attribute)
                else func.id
                if isinstance(func, ast.Name)
                else ""
            )
            if made == "FastAPI" and isinstance(target, ast.Name):
                return statement, target.id, statement.value
    return None

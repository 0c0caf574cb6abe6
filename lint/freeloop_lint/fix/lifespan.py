"""Move loads into a lifespan: `app = FastAPI()` gets one, the endpoint takes what it loaded from `app.state`.

`loads.obstacle` has shown before that the file has one application without a lifespan, made at its top level.
"""

from collections.abc import Mapping

import libcst as cst


def give_lifespan(module: cst.Module, loads: Mapping[str, cst.BaseExpression]) -> cst.Module:
    """Put a lifespan that makes the loads (name in `app.state` → call) before the application."""
    body = list(module.body)
    for number, statement in enumerate(body):
        call = _application(statement)
        if call is None or not isinstance(statement, cst.SimpleStatementLine):
            continue
        lines = [f"    app.state.{name} = {module.code_for_node(value)}\n" for name, value in loads.items()]
        made = module.code_for_node(call.func)
        text = f"@asynccontextmanager\nasync def lifespan(app: {made}):\n{''.join(lines)}    yield\n"
        lifespan = cst.parse_statement(text, config=module.config_for_parsing)
        argument = cst.Arg(
            cst.Name("lifespan"),
            cst.Name("lifespan"),
            equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        )
        after = statement.deep_replace(call, call.with_changes(args=[*call.args, argument]))
        if not isinstance(lifespan, cst.FunctionDef) or not isinstance(after, cst.SimpleStatementLine):
            return module
        comments = [line for line in statement.leading_lines if line.comment is not None]
        body[number : number + 1] = [
            lifespan.with_changes(leading_lines=_BLANK),
            after.with_changes(leading_lines=[*_BLANK, *comments]),
        ]
        return module.with_changes(body=body)
    return module


def application_name(module: cst.Module) -> str:
    """Name the variable that holds the application."""
    for statement in module.body:
        call = _application(statement)
        if call is not None and isinstance(statement, cst.SimpleStatementLine):
            first = statement.body[0]
            target = first.targets[0].target if isinstance(first, cst.Assign) else None
            return target.value if isinstance(target, cst.Name) else ""
    return ""


def _application(statement: cst.BaseStatement | cst.BaseSmallStatement) -> cst.Call | None:
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return None
    small = statement.body[0]
    call = small.value if isinstance(small, cst.Assign) else None
    if not isinstance(call, cst.Call):
        return None
    func = call.func
    name = (
        func.attr.value
        if isinstance(func, cst.Attribute)
        else func.value
        if isinstance(func, cst.Name)
        else ""
    )
    return call if name == "FastAPI" else None


_BLANK = (cst.EmptyLine(indent=False), cst.EmptyLine(indent=False))

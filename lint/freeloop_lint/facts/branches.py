"""What an `if` is for, as far as its test and its body say: recognised once for each content, like all facts."""

from freeloop_lint.facts import form
from freeloop_lint.facts.form import Node

Block = tuple[Node, ...]
_WITH_PARTS = frozenset({form.OTHER, form.ASK})


def kind_of(test: Node, body: Block, orelse: Block) -> int:
    """Give the kind of a branch: `form.TYPES`, or `form.ODD`, `form.ONCE` and `form.KEPT` where they hold."""
    if _is_for_types(test):
        return form.TYPES
    if _gives_kept(test, body):
        return form.KEPT
    return form.ODD * _converts_odd_input(test, body, orelse) | form.ONCE * _makes_once(test, body)


def _is_for_types(test: Node) -> bool:
    """Recognise `if TYPE_CHECKING:`, whose body never runs."""
    name = test[1] if test[0] == form.NAME else test[2] if test[0] == form.ATTR else ""
    return bool(name == "TYPE_CHECKING")


def _makes_once(test: Node, body: Block) -> bool:
    """Recognise `if x is None:` and `if not x:` over a name or an attribute that the branch then sets.

    And `if find_spec(name) is None:`, whose branch installs what is missing.
    """
    if test[0] not in _WITH_PARTS or not test[1]:
        return False
    subject: Node = test[1][0]
    if subject[0] == form.CALL:
        return form.last_name(subject[1]) == "find_spec"
    return subject[0] in {form.NAME, form.ATTR} and any(
        _are_alike(target, subject)
        for statement in body
        if statement[0] == form.ASSIGN
        for target in statement[1]
    )


def _gives_kept(test: Node, body: Block) -> bool:
    """Recognise `if x is not None: return x` and `if x: return x` over a name or an attribute."""
    if len(body) != 1 or body[0][0] != form.RETURN:
        return False
    subject = kept(test)
    return subject[0] in {form.NAME, form.ATTR} and _are_alike(body[0][1], subject)


def kept(test: Node) -> Node:
    """Give what a test looks at: the first of what it compares."""
    return test[1][0] if test[0] in _WITH_PARTS and test[1] else test


def _are_alike(target: Node, subject: Node) -> bool:
    """Claim that two expressions are the same name or attribute, wherever they stand."""
    if target[0] != subject[0]:
        return False
    if target[0] == form.ATTR:
        return target[2] == subject[2] and _are_alike(target[1], subject[1])
    return bool(target[0] == form.NAME and target[1] == subject[1])


def _converts_odd_input(test: Node, body: Block, orelse: Block) -> bool:
    """Recognise a branch for bytes of one odd format, when all other bytes go on as they are.

    Such as `if b"GIF" in data[:32]: data = first_frame(data)`, and `if …: return …` with `else: return data`.
    Where the other way does something else, the test chooses between formats and each of them is usual.
    """
    subject = _sniffed(test)
    if not subject:
        return False
    name = (form.NAME, subject)
    if orelse:
        return orelse == ((form.RETURN, name),)
    return any(statement[0] == form.ASSIGN and name in statement[1] for statement in body)


def _sniffed(test: Node) -> str:
    """Name the variable whose first bytes a test compares with a literal."""
    if test[0] == form.CALL:
        func, args = test[1], test[2]
        literal = bool(args) and args[0] == (form.CONST, b"")
        called = func[0] == form.ATTR and func[2] == "startswith" and func[1][0] == form.NAME
        return str(func[1][1]) if literal and called else ""
    parts = test[1] if test[0] in _WITH_PARTS else ()
    if (form.CONST, b"") not in parts:
        return ""
    for part in parts:
        if part[0] == form.SUBSCRIPT and part[1][0] == form.NAME and part[2][:2] == (form.SEQ, "slice"):
            return str(part[1][1])
    return ""

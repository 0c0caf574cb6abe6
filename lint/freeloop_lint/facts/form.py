"""The small form that function bodies are kept in: nested tuples, the first item an opcode.

Tuples because `marshal` writes and reads them an order of magnitude faster than objects, and most bodies are
never looked at. Positions are kept only where a finding can point: (line, column, end line, end column),
columns counted in characters from 0 as `ast` does after decoding.

Expressions, by opcode:
    NAME name · ATTR value name pos · CALL func args kwargs pos · AWAIT value pos · CONST literal
    BINARY operator left right pos · SUBSCRIPT value index pos · SEQ kind items · MAP keys values
    COMPREHENSION kind parts element pos · LAMBDA params body line · CHOICE test body orelse
    OTHER children · YIELD value · YIELD_FROM value pos · WALRUS name value · STAR value pos · EITHER values
    ASK operands how pos (a comparison, by its name in `ast`), ASK operands "text" pos suffix (an f-string, of a file)
Statements:
    ASSIGN targets value pos (None where no target iterates the value) · ANNOTATED target annotation value
    AUGMENTED target operator value pos
    EXPR value · RETURN value · IF test body orelse kind pos (None: no object is asked for its truth)
    FOR target iter body orelse is_async pos
    WHILE test body orelse pos · WITH items body is_async pos · TRY body handlers orelse final
    DEF function-number · CLASS class-number · IMPORT names · GLOBAL names · LEAVE value (raise, break, continue)
    MATCH subject cases (guard and body of each) · DELETE names parts
"""

from typing import Any, TypeAlias

Node: TypeAlias = tuple[Any, ...]
Position: TypeAlias = tuple[int, int, int, int]

(
    NAME,
    ATTR,
    CALL,
    AWAIT,
    CONST,
    BINARY,
    SUBSCRIPT,
    SEQ,
    MAP,
    COMPREHENSION,
    LAMBDA,
    CHOICE,
    OTHER,
    YIELD,
    YIELD_FROM,
    WALRUS,
    STAR,
    EITHER,
    ASK,
) = range(19)

(
    ASSIGN,
    ANNOTATED,
    AUGMENTED,
    EXPR,
    RETURN,
    IF,
    FOR,
    WHILE,
    WITH,
    TRY,
    DEF,
    CLASS,
    IMPORT,
    GLOBAL,
    LEAVE,
    MATCH,
    DELETE,
) = range(20, 37)

NOTHING: Node = (OTHER, ())
ODD, ONCE, TYPES, ALWAYS, KEPT = 1, 2, 4, 8, 16
"""Kinds of `if`, of which the first two may be joined: see `branches`. `ALWAYS`: its body runs in any case."""


def last_name(node: Node) -> str:
    """Give the last part of what a called thing is named: `predict` for `self.model.predict`."""
    return dotted(node).rpartition(".")[2]


def dotted(node: Node) -> str:  # noqa: PLR0911 - one answer per form
    """Render the called thing as a reader would name it: `self.model.predict`, `open(...).read`."""
    opcode = node[0]
    if opcode == NAME:
        return str(node[1])
    if opcode == ATTR:
        return f"{dotted(node[1])}.{node[2]}"
    if opcode == CALL:
        return f"{dotted(node[1])}(...)"
    if opcode == SUBSCRIPT:
        return f"{dotted(node[1])}[...]"
    if opcode == AWAIT:
        return f"(await {dotted(node[1])})"
    if opcode == LAMBDA:
        return "lambda"
    if opcode == CONST and isinstance(node[1], str):
        return '"..."'
    return "(...)"


def within(place: Position, span: Position) -> bool:
    """Claim that a place lies in a span, or is it."""
    return span[:2] <= place[:2] and place[2:] <= span[2:]

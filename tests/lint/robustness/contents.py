"""Contents of files that are hard to read, and what is to be said of each. Data: the tests are in test_contents.py.

`problem` is a pattern that the diagnostic fits; empty when the file is to be read like any other.
"""

from dataclasses import dataclass

STALL = b"""import time
from fastapi import FastAPI

app = FastAPI()


@app.get('/')
async def a():
    time.sleep(1)
"""
"""A program with one finding."""


@dataclass(frozen=True, slots=True)
class Content:
    """One file. `found` says that the finding of `STALL` in it is to be found."""

    name: str
    data: bytes
    problem: str = ""
    found: bool = False


_DEEP = "nested too deeply"
CONTENTS = (
    Content("empty", b""),
    Content("only_a_newline", b"\n"),
    Content("only_a_mark", b"\xef\xbb\xbf"),
    Content("no_newline_at_the_end", STALL.rstrip(), found=True),
    Content("windows_newlines", STALL.replace(b"\n", b"\r\n"), found=True),
    Content("old_mac_newlines", STALL.replace(b"\n", b"\r"), found=True),
    Content("mixed_newlines", STALL.replace(b"\n", b"\r\n", 3), found=True),
    Content("byte_order_mark", b"\xef\xbb\xbf" + STALL, found=True),
    Content("form_feeds", STALL.replace(b"\n\n\n", b"\n\x0c\n\n"), found=True),
    Content("tabs", STALL.replace(b"    ", b"\t"), found=True),
    Content("continued_async", STALL.replace(b"async def", b"async \\\n def"), found=True),
    Content("spaced_async", STALL.replace(b"async def", b"async   def"), found=True),
    Content("latin_1", b"# -*- coding: latin-1 -*-\nname = '\xe9\xe8'\n" + STALL, found=True),
    Content("cp1252", b"# coding: cp1252\nname = '\x80'\n" + STALL, found=True),
    Content("utf_8_variants", "# vim: set fileencoding=utf8 :\nn = 'é'\n".encode() + STALL, found=True),
    Content("identifiers_in_other_scripts", "größe = 'ß'\n变量 = 1\n".encode() + STALL, found=True),
    Content("unicode_line_separators", "x = '\u2028\u0085'\n".encode() + STALL, found=True),
    Content("undeclared_latin_1", b"name = '\xe9'\n" + STALL, "encoding"),
    Content("unknown_coding", b"# coding: klingon\n" + STALL, "unknown encoding: klingon"),
    Content("coding_of_no_text", b"# coding: rot13\n" + STALL, "rot13"),
    Content("coding_of_bytes", b"# coding: hex\n" + STALL, "hex"),
    Content("mark_against_coding", b"\xef\xbb\xbf# coding: latin-1\n" + STALL, "encoding problem"),
    Content("utf_16", STALL.decode().encode("utf-16"), "encoding|null"),
    Content("utf_16_without_mark", STALL.decode().encode("utf-16-le"), "null"),
    Content("utf_32", STALL.decode().encode("utf-32"), "encoding|null"),
    Content("null_bytes", STALL + b"\0\0", "null"),
    Content("image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "encoding"),
    Content("compressed", b"\x1f\x8b\x08\0\0\0\0\0\0\xff", "encoding|null"),
    Content("python_2", b"print 'hello'\n", "Missing parentheses"),
    Content("script_of_python_2", b"try:\n    pass\nexcept A, e:\n    print e\n", "Missing parentheses"),
    Content("statement_left_off", b"type X = \n", "invalid syntax"),
    Content("exceptions_as", b"try:\n    pass\nexcept A, B as c:\n    pass\n", "exception"),
    Content("template", b"import {{ cookiecutter.name }}\nfrom {% x %} import y\n", "invalid syntax"),
    Content("conflict", b"<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> other\n", "invalid syntax"),
    Content("half_a_function", b"def broken(:\n", "invalid syntax"),
    Content("unclosed", b"x = (\n", "never closed"),
    Content("unclosed_text", b'x = """\n', "unterminated"),
    Content("wrong_indentation", b"def f():\n        a\n    b\n", "unindent"),
    Content("tabs_and_spaces", b"if x:\n        a\n\tb\n", "tabs and spaces"),
    Content("await_outside", STALL + b"\nx = [await a() for _ in ()]\n", found=True),
    Content("return_outside", STALL + b"return 1\n", found=True),
    Content("twice_the_same_parameter", b"def f(a, a): pass\n" + STALL, found=True),
    Content("global_after_use", b"def f():\n    x = 1\n    global x\n" + STALL, found=True),
    Content("exception_groups", STALL + b"try:\n    pass\nexcept* ValueError:\n    pass\n", found=True),
    Content("type_statement", STALL + b"if 1:\n    type X[T] = list[T]\n", found=True),
    Content("type_parameters", STALL + b"class A[T]:\n    def f[*P](self, x: T) -> T: ...\n", found=True),
    Content("type_parameter_defaults", STALL + b"type X[T = int] = list[T]\n", found=True),
    Content(
        "type_parameters_on_lines",
        STALL + b"def f[\n    T: (int, str),  # ]\n    *P,\n](): pass\n",
        found=True,
    ),
    Content("type_parameters_of_windows", STALL + b"def f[\r\n    T,\r\n](): pass\r\n", found=True),
    Content("nested_f_strings", STALL + b'x = f"{f"{1!r:>{2}} {a["b"] = }"}" "c"\n', found=True),
    Content(
        "quotes_in_f_string", STALL + b"x = f'{a['b']!r:>{w['c']}} {d=} {e != 1} {{ {f('\"')}'\n", found=True
    ),
    Content("backslash_in_f_string", STALL + b"x = f'\\N{BULLET}\\'{\"\\n\".join(y)}'\n", found=True),
    Content("comment_in_f_string", STALL + b"x = f'''{\n    a  # it's\n}'''\n", found=True),
    Content("f_string_on_lines", STALL + b"x = g(f'a {\n    {'b': 1}['b']!r:\n>5} {c}')\n", found=True),
    Content("f_string_left_off", STALL + b"x = f'{a['b']\n", "f-string|unterminated|never closed"),
    Content("field_left_off", STALL + b"x = f'''{a['b']!r:\n'''\n", "f-string|unterminated|never closed"),
    Content("template_strings", STALL + b"x = t'{a['b']}' rT'{a}'\n", found=True),
    Content(
        "bare_except_group_in_brackets",
        STALL + b"try:\n    pass\nexcept (A),(b[1, 2]):\n    pass\n",
        found=True,
    ),
    Content("dense_except_group", STALL + b"try:\n    pass\nexcept A,B:\n    pass\n", found=True),
    Content("bare_except_group", STALL + b"try:\n    pass\nexcept A, b.B:\n    pass\n", found=True),
    Content("invalid_escapes", STALL + b"x = '\\d\\_'\ny = 1if 2else 3\nz = 0xfor x\n", found=True),
    Content("long_line", b"x = '" + b"y" * 1_000_000 + b"'\n" + STALL, found=True),
    Content("huge_number", b"x = 0x" + b"f" * 20_000 + b"\n" + STALL, found=True),
    Content("too_many_digits", b"x = " + b"9" * 20_000 + b"\n" + STALL, "Exceeds the limit"),
    Content(
        "generated_table", b"x = [\n" + b"    {'a': 1, 'b': [2, 3]},\n" * 10_000 + b"]\n" + STALL, found=True
    ),
    Content(
        "many_functions",
        b"".join(b"def f%d(a, b): return a.c(b)\n" % n for n in range(2_000)) + STALL,
        found=True,
    ),
    Content(
        "elif_900",
        b"def g(x):\n    if x: pass\n"
        + b"".join(b"    elif x == %d: f(x)\n" % n for n in range(900))
        + STALL,
        found=True,
    ),
    Content("sum_of_900", b"x = " + b" + ".join([b"a"] * 900) + b"\n" + STALL, found=True),
    Content("sum_of_100000", b"x = " + b"+".join([b"a"] * 100_000) + b"\n", _DEEP),
    Content("minus_100000", b"x = " + b"-" * 100_000 + b"1\n", _DEEP),
    Content("calls_100000", b"x = a" + b"()" * 100_000 + b"\n", _DEEP),
    Content("subscripts_100000", b"x = a" + b"[0]" * 100_000 + b"\n", _DEEP),
    Content("powers_20000", b"x = " + b"2**" * 20_000 + b"1\n", _DEEP),
    Content("choices_20000", b"x = " + b"1 if a else " * 20_000 + b"1\n", _DEEP),
    Content("elif_10000", b"if x: pass\n" + b"".join(b"elif x == %d: y\n" % n for n in range(10_000)), _DEEP),
    Content("parentheses_5000", b"x = " + b"(" * 5_000 + b")" * 5_000 + b"\n", "too many nested parentheses"),
    Content(
        "quoted_annotation_nested",
        b"def f(x: '" + b"list[" * 150 + b"int" + b"]" * 150 + b"'): pass\n" + STALL,
        found=True,
    ),
    Content(
        "annotation_of_9000_in_async_code",
        STALL + b"def f(x: " + b"|".join([b"A"] * 9_000) + b"): pass\n",
        _DEEP,
    ),
    Content(
        "99_functions_deep",
        b"".join(b" " * n + b"def f%d():\n" % n for n in range(99)) + b" " * 99 + b"pass\n" + STALL,
        found=True,
    ),
)

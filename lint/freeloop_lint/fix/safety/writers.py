"""Calls that change something, by their names: an object, a file, or how the whole process goes on."""

from typing import TYPE_CHECKING

from freeloop_lint.facts import form
from freeloop_lint.facts.walk import walk

if TYPE_CHECKING:
    from freeloop_lint.facts.form import Node

FILLS = frozenset({
    "add", "addFilter", "addHandler", "append", "appendleft", "cancel", "clear", "difference_update", "discard",
    "extend", "extendleft", "insert", "intersection_update", "move_to_end", "pop", "popitem", "popleft", "put",
    "put_nowait", "remove", "removeFilter", "removeHandler", "reverse", "rotate", "seed", "seek", "setLevel",
    "set_exception", "set_result", "setdefault", "sort", "subtract", "symmetric_difference_update", "update",
})  # fmt: skip
"""Methods of containers, queues, files, futures and loggers that change them."""

FIRST = frozenset({
    "delattr", "delitem", "heapify", "heappop", "heappush", "heappushpop", "heapreplace", "insort", "insort_left",
    "insort_right", "next", "setattr", "setitem", "shuffle",
})  # fmt: skip
"""Functions that change what they are given first."""

WRITES = frozenset({
    "dump", "imsave", "imwrite", "save", "save_pretrained", "savefig", "savetxt", "savez", "savez_compressed", "to_csv",
    "to_excel", "to_feather", "to_hdf", "to_json", "to_parquet", "to_pickle", "to_sql", "write", "write_bytes",
    "write_text", "writelines",
})  # fmt: skip
"""Calls that write what a file says, by their last name. Making, moving or removing one is a single step."""

_PROCESS = frozenset({
    "contextlib.chdir", "contextlib.redirect_stderr", "contextlib.redirect_stdout", "gc.disable", "gc.enable",
    "gc.freeze", "gc.set_threshold", "locale.setlocale", "logging.basicConfig", "logging.disable", "numpy.random.seed",
    "os.chdir", "os.fchdir", "os.putenv", "os.setpriority", "os.umask", "os.unsetenv",
    "pandas.option_context", "pandas.set_option", "random.seed", "random.setstate", "signal.alarm", "signal.setitimer",
    "signal.signal", "socket.setdefaulttimeout", "sys.setrecursionlimit", "sys.setswitchinterval", "time.tzset",
    "torch.manual_seed", "torch.set_default_dtype", "torch.set_num_threads",
    "torch.use_deterministic_algorithms", "warnings.catch_warnings", "warnings.filterwarnings",
    "warnings.resetwarnings", "warnings.simplefilter",
})  # fmt: skip
"""Calls that set something for the whole process, by their full names. Signals are set in the main thread only."""
_STATEFUL = frozenset({"matplotlib.pyplot"})
"""Modules whose functions all work on one object of the module's: the current figure."""

_FILE = frozenset({"buf", "buffer", "con", "excel_writer", "fname", "name", "path", "path_or_buf"})
"""Keywords of `to_csv` and its like that say where to; without one they give the text."""


def is_for_process(name: str) -> bool:
    """Claim that a function, by its full name, sets or uses what all threads have in common."""
    return name in _PROCESS or name.rpartition(".")[0] in _STATEFUL


def is_opened(call: "Node", last: str) -> bool:
    """Claim that a call opens a file for writing: by the mode, which is second, first where the path is the object."""
    if last != "open":
        return False
    at = 1 if call[1][0] == form.NAME or len(call[2]) > 1 else 0
    modes = [*call[2][at : at + 1], *(value for name, value in call[3] if name == "mode")]
    texts = [node[1] for node in walk(tuple(modes)) if node[0] == form.CONST and isinstance(node[1], str)]
    return any(set(text) & set("wax+") for text in texts if set(text) <= set("rwaxbt+"))


def names_a_file(call: "Node", last: str) -> bool:
    """Claim that a call says where to write, as far as its kind may leave that out."""
    return not last.startswith("to_") or bool(call[2]) or any(name in _FILE for name, _ in call[3])

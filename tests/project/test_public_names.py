"""What is public, and that nothing else became so by accident."""

from __future__ import annotations

import subprocess
import sys

import freeloop

PUBLIC = {
    "AuditCutShort",
    "AuditResult",
    "AuditSettings",
    "Budget",
    "EndpointResult",
    "ServerError",
    "ServerSettings",
    "UserError",
    "__version__",
    "run_audit",
}


def test_public_names_are_these_and_exist() -> None:
    assert set(freeloop.__all__) == PUBLIC
    assert all(getattr(freeloop, name) is not None for name in PUBLIC)


def test_the_agent_imports_next_to_nothing() -> None:
    """It runs in the user's service: neither a third-party package nor a slow one of the standard library."""
    script = (
        "import sys; before = set(sys.modules); import freeloop.agent.install\n"
        "print(*sorted(name.partition('.')[0] for name in set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split()) - {"freeloop"}
    assert imported <= sys.stdlib_module_names
    assert not imported & {"pathlib", "typing_extensions", "subprocess", "multiprocessing", "http", "email"}

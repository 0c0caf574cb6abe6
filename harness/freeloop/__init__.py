"""freeloop keeps Python's event loop free: measure who holds it, and hold a service to a budget.

What is listed here is public; the rest may change. Names are imported when they are first used: this package
is also imported inside the server under test, where every import is a cost.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from freeloop.version import __version__

if TYPE_CHECKING:
    from freeloop.audit import AuditCutShort, run_audit
    from freeloop.audit.settings import AuditSettings
    from freeloop.errors import ServerError, UserError
    from freeloop.serve.settings import ServerSettings
    from freeloop.session.result import AuditResult, EndpointResult
    from freeloop.session.verdict import Budget

__all__ = [
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
]

_HOMES = {
    "AuditCutShort": "freeloop.audit",
    "AuditResult": "freeloop.session.result",
    "AuditSettings": "freeloop.audit.settings",
    "Budget": "freeloop.session.verdict",
    "EndpointResult": "freeloop.session.result",
    "ServerError": "freeloop.errors",
    "ServerSettings": "freeloop.serve.settings",
    "UserError": "freeloop.errors",
    "run_audit": "freeloop.audit",
}


def __getattr__(name: str) -> object:
    """Import a public name from where it lives."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'freeloop' has no attribute {name!r}")

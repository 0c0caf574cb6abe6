"""An audit: one application served, loaded, observed and judged, once or many times."""

from freeloop.audit.run import OnStep, Step, run_audit
from freeloop.audit.serving import ServedApp
from freeloop.audit.settings import AuditSettings

__all__ = ["AuditSettings", "OnStep", "ServedApp", "Step", "run_audit"]

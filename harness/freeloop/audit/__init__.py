"""An audit: one application served, loaded, observed and judged, once or many times."""

from freeloop.audit.loading import OnStep, Step
from freeloop.audit.run import AuditCutShort, ServedApp, run_audit
from freeloop.audit.settings import AuditSettings

__all__ = ["AuditCutShort", "AuditSettings", "OnStep", "ServedApp", "Step", "run_audit"]

"""From an OpenAPI document to the requests that load its endpoints. Sends nothing."""

from __future__ import annotations

from freeloop.load.planning.body import BodyData
from freeloop.load.planning.hooks import Hooks
from freeloop.load.planning.plan import Plan, PlannedEndpoint, Skipped, plan_for_paths, plan_from_openapi

__all__ = ["BodyData", "Hooks", "Plan", "PlannedEndpoint", "Skipped", "plan_for_paths", "plan_from_openapi"]

"""Imports the service before pytest names its tests after their folder.

In importlib mode `reference_service/tests/test_x.py` becomes `reference_service.tests.test_x`, and its parents
are made up where they are missing: the folder `reference_service/` would hide the installed package.
"""

import reference_service as reference_service  # noqa: PLC0414 - the form that says: imported for its effect

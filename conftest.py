"""For all tests: a pytest for tests of the plugin, and the service, imported before its tests are named.

In importlib mode `reference_service/tests/test_x.py` becomes `reference_service.tests.test_x`, and
parents that are missing are made up: the folder `reference_service/` would hide the installed package.
"""

import reference_service as reference_service  # noqa: PLC0414 - imported for its effect

collect_ignore = ["tests/lint/rules", "tests/lint/cases"]  # programs to be linted, not tests
pytest_plugins = ["pytester"]  # pytest takes this at the root only

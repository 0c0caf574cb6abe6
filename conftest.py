"""For all tests: pytest in a pytest of its own; and the import of the service before pytest names its tests after their folder.

In importlib mode `reference_service/tests/test_x.py` becomes `reference_service.tests.test_x`, and
parents that are missing are made up: the folder `reference_service/` would hide the installed package.
"""

import reference_service as reference_service  # noqa: PLC0414 - imported for its effect

collect_ignore = ["tests/lint/rules", "tests/lint/cases"]  # programs to be linted, not tests
pytest_plugins = ["pytester"]  # pytest takes this at the root only

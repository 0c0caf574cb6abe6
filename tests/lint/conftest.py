"""Case files are data: none of them is a test module, and helpers beside the tests can be imported."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
collect_ignore = ["rules", "cases"]

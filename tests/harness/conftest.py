"""The stall suite is read by several test modules and by a benchmark: a module beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

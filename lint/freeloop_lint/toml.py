"""The TOML reader of the standard library, or its back port on Python 3.10."""

import sys

if sys.version_info >= (3, 11):
    from tomllib import loads
else:
    from tomli import loads

__all__ = ["loads"]

"""What a server imports in each of its processes: the agent's application, in a process that ends with its supervisor.

A supervisor that is killed leaves its workers behind, and they would serve on for nobody.
"""

from __future__ import annotations

import os

from freeloop.serve.ending import SUPERVISOR, end_with_parent

# In a server without a supervisor this process is the one that was started; its parent is the run.
if os.environ[SUPERVISOR] != str(os.getpid()):
    end_with_parent(int(os.environ[SUPERVISOR]))

from freeloop.agent.asgi import app

__all__ = ["app"]

"""Tests of this process under observation: the heartbeat on their loops, and the verdict on their windows."""

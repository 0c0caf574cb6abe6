"""What runs inside the server under test: a heartbeat on its loop, and a way to ask a thread for its stack.

The agent measures nothing and decides nothing. It writes one small record every few milliseconds into shared
memory, and registers a signal handler in C that writes the Python stack of the thread that receives the
signal. Everything else happens in another process, which needs no GIL of this one (see `freeloop.observe`).

It imports only the standard library, and little of that: what it costs, the user's service pays.
"""

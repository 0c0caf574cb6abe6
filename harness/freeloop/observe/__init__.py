"""The observer: a process of its own that reads heartbeats and /proc, and asks held threads for their stack.

`procfs` and `stack_dump` read, `loop_watch` follows one event loop, `observer` is the process's main loop,
`client` starts it and reads what it wrote. What it saw is a `freeloop.session.Recording`; it judges nothing.
"""

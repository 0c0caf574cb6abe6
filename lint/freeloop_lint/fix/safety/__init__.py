"""Whether a function may run in a thread, several at once: what it awaits, changes and shares, and who uses it."""

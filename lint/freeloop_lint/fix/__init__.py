"""Fixes. `plan` decides what may be done, from the program; `apply` does it to files' text."""

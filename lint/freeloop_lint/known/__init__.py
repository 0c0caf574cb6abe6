"""Findings that were there before, so that only new ones are shown: a `baseline` file, or a git revision (`since`)."""

"""Runs statements and expressions of the small form."""

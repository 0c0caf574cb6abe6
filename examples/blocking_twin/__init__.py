"""The reference service's work done the wrong way, to be caught by freeloop. Not to be copied."""

"""A service that loads its model for every request, to be caught by freeloop. Not to be copied."""

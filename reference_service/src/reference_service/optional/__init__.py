"""Three files that you may not need; each is named in one other place, and goes with it."""

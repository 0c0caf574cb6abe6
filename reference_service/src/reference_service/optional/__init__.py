"""Five files that you may not need; each is named in one or two other places, and goes with them."""

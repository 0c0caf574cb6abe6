"""Five files that you may not need; each is named in one to three other places, and goes with them."""

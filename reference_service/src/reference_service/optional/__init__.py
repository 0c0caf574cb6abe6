"""Five files that you may not need: README.md says when, and where else each is named."""

"""What was judged, as plain data: what it makes of its test, and what is said of it at the end."""

"""What runs inside the generator's process: connections, users, the two loops, one run."""

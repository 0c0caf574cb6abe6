"""What people and programs are shown of a result: one format, one file."""

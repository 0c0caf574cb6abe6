"""What was observed, as plain numbers, and what follows from them. Pure: no clock, no file, no process."""

"""What a call reaches, inside the project and outside it, and what it does with its arguments."""

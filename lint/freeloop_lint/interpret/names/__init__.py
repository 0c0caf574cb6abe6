"""What names, attributes and annotations mean, across modules and class hierarchies."""

"""What users say: flags, ini keys, marker arguments, and the arguments of the fixtures."""

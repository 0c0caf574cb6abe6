"""A value for a JSON schema: the one that it gives itself, else one made up."""

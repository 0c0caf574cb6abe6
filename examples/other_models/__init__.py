"""Other runtimes behind the reference service's `Model`: `docs/models.md` shows them."""

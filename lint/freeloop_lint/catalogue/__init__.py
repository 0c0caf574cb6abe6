"""What blocks, as data: one TOML file per library under `data/`, described in docs/lint/catalogue.md."""

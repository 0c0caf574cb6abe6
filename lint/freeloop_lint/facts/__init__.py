"""What one file says, as plain data: nothing after this layer reads source text to understand a program.

`lower` turns the standard library's syntax tree into the small form of `form`, `model` holds one file's facts,
`store` caches them by content, `gather` reads many files in parallel.
"""

"""One file per format; each turns an `Outcome` into text. Nothing here prints."""

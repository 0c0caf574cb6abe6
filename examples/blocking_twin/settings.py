"""Settings of the blocking twin."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Where the model card is fetched from, and how patiently."""

    # Port 9 (discard) of this machine is closed almost everywhere: the request fails at once, offline too.
    card_url: str = "http://127.0.0.1:9/model-card"
    timeout_s: float = 1.0
    retry_after_s: float = 0.05


BUILT_IN_CARD = {"name": "digits", "task": "reads one handwritten digit", "source": "built in"}

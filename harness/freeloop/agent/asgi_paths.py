"""What the agent's ASGI wrapper answers itself; apart from it, because importing the wrapper loads the application."""

CANARY_PATH = "/-/freeloop/canary"

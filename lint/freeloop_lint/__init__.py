"""The static half of freeloop: find calls that will hold the event loop, without running anything."""

"""From an OpenAPI document to the requests that load its endpoints. Sends nothing."""

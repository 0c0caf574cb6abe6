"""What is sent to every app."""

import orjson

from freeloop.load import RequestSpec
from reference_service.schemas import A_SEVEN

CLIENTS = 32
PREDICT = RequestSpec("POST", "/predict", (("content-type", "application/json"),), orjson.dumps(A_SEVEN))
HEALTH = RequestSpec("GET", "/health")

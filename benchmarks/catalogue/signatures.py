"""RSA in Python, and links that are signed without a call to the server."""

from __future__ import annotations

import base64
import datetime as dt
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike, each

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNED = "one signature"
SECRET = base64.b64encode(b"a secret of 32 bytes for a test.").decode()


@subject("rsa", "rsa")
def _rsa() -> Iterator[Case]:
    rsa, at = import_module("rsa"), "2 048 bits, in Python"
    yield from alike("rsa", rsa, "newkeys", at, 2048)
    public, private = rsa.newkeys(2048)
    message = b"a message of 32 bytes for a test"
    closed, signed = rsa.encrypt(message, public), rsa.sign(message, private, "SHA-256")
    calls = {
        "encrypt": partial(rsa.encrypt, message, public),
        "decrypt": partial(rsa.decrypt, closed, private),
        "sign": partial(rsa.sign, message, private, "SHA-256"),
        "verify": partial(rsa.verify, message, signed, public),
    }
    yield from each("rsa", at, calls)


@subject("azure.storage.blob", "azure-storage-blob")
def _azure() -> Iterator[Case]:
    blob, end = import_module("azure.storage.blob"), dt.datetime(2030, 1, 1, tzinfo=dt.timezone.utc)
    common = {"account_name": "account", "account_key": SECRET, "expiry": end, "permission": "r"}
    calls = {
        "generate_blob_sas": partial(
            blob.generate_blob_sas, container_name="box", blob_name="a.pdf", **common
        ),
        "generate_container_sas": partial(blob.generate_container_sas, container_name="box", **common),
        "generate_account_sas": partial(blob.generate_account_sas, resource_types="sco", **common),
    }
    yield from each("azure.storage.blob", SIGNED, calls)


@subject("minio", "minio")
def _minio() -> Iterator[Case]:
    client = import_module("minio").Minio(
        "localhost:9000", access_key="reader", secret_key=SECRET, region="us-east-1"
    )
    where, at = "minio.Minio", f"{SIGNED}, the region known"
    yield from alike(where, client, "presigned_get_object presigned_put_object", at, "box", "a.pdf")
    yield from alike(where, client, "get_presigned_url", at, "GET", "box", "a.pdf")


@subject("botocore", "botocore")
def _botocore() -> Iterator[Case]:
    session = import_module("botocore.session").get_session()
    client = session.create_client(
        "s3", region_name="us-east-1", aws_access_key_id="reader", aws_secret_access_key=SECRET
    )
    where, place = "botocore.client.BaseClient", {"Bucket": "box", "Key": "a.pdf"}
    yield from alike(where, client, "generate_presigned_url", SIGNED, "get_object", place)
    yield from alike(where, client, "generate_presigned_post", SIGNED, "box", "a.pdf")


@subject("stripe", "stripe")
def _stripe() -> Iterator[Case]:
    stripe, sent = import_module("stripe"), '{"object": "event", "type": "charge.succeeded", "id": "e"}'
    now = int(dt.datetime.now(tz=dt.timezone.utc).timestamp())
    signer = import_module("stripe").WebhookSignature
    signed = signer._compute_signature(f"{now}.{sent}", "secret")  # noqa: SLF001 - what Stripe does
    head = f"t={now},v1={signed}"
    name = "stripe.Webhook.construct_event"
    call = partial(stripe.Webhook.construct_event, sent, head, "secret", tolerance=10**6)
    yield Case(name, SIGNED, call)

"""A served app and a client that talks to it in process; the real model at a hundredth of its cost."""

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from threadpoolctl import threadpool_limits

from reference_service.main import create_app
from reference_service.settings import Settings


@pytest.fixture(scope="session", autouse=True)
def one_blas_thread() -> Iterator[None]:
    """As in the service: on a busy machine BLAS threads that wait for each other are 50 times slower."""
    with threadpool_limits(1, user_api="blas"):
        yield


@pytest.fixture
def settings() -> Settings:
    return Settings(views_per_axis=5, inference_threads=2)


@pytest_asyncio.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        yield client

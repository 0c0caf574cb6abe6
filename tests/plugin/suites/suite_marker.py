"""Tests under the marker, each with what must become of it. Run by test_suites.py, in several ways."""

import asyncio
import threading
import unittest

import anyio
import httpx
import pytest
import pytest_asyncio
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from work import spin

pytestmark = pytest.mark.freeloop(max_stall="100ms")


async def bad(_: Request) -> Response:
    spin()
    return Response()


async def good(_: Request) -> Response:
    await asyncio.sleep(0.001)
    return Response()


def threaded(_: Request) -> Response:
    spin()
    return Response()


halfway = threading.Event()


async def later(_: Request) -> Response:
    asyncio.get_running_loop().call_later(0.05, spin_on)
    return Response()


def spin_on() -> None:
    spin()
    halfway.set()
    spin()


app = Starlette(
    routes=[Route("/bad", bad), Route("/good", good), Route("/threaded", threaded), Route("/later", later)]
)


# expect: passed
@pytest.mark.asyncio
async def test_a_loop_that_is_free():
    await asyncio.sleep(0.05)


# expect: failed longest stall * ms, 100 ms allowed
@pytest.mark.asyncio
async def test_a_loop_that_is_held():
    await asyncio.sleep(0.01)
    spin()


# expect: failed longest stall * ms, 100 ms allowed
@pytest.mark.asyncio
async def test_a_loop_that_is_held_until_its_end_and_from_its_beginning():
    spin()


# expect: passed
@pytest.mark.asyncio
@pytest.mark.freeloop(max_stall="60s")
async def test_the_nearest_marker_holds():
    spin()


# expect: passed
@pytest.mark.asyncio
@pytest.mark.freeloop(max_stall=None)
async def test_a_limit_can_be_taken_away():
    spin()


# expect: failed share of time held * %, 5.0 % allowed
@pytest.mark.asyncio
@pytest.mark.freeloop(max_stall=None, held="5%")
async def test_the_share_of_time_is_a_limit():
    spin()
    spin()
    spin()


# expect: passed
@pytest.mark.asyncio
async def test_work_in_a_thread_holds_nothing():
    await asyncio.to_thread(spin)


@pytest_asyncio.fixture
async def slow_to_begin_and_end():
    spin()
    yield
    spin()


# expect: passed
@pytest.mark.asyncio
async def test_fixtures_are_no_part_of_the_window(slow_to_begin_and_end):
    await asyncio.sleep(0.01)


class TestInOneLoop:
    # expect: passed
    @pytest.mark.asyncio(loop_scope="class")
    async def test_first(self):
        await asyncio.sleep(0.01)

    # expect: failed longest stall * ms, 100 ms allowed
    @pytest.mark.asyncio(loop_scope="class")
    async def test_second(self):
        spin()


# expect: failed longest stall * ms, 100 ms allowed
@pytest.mark.asyncio(loop_scope="module")
async def test_a_loop_of_the_module():
    spin()


# expect: failed longest stall * ms, 100 ms allowed
@pytest.mark.asyncio(loop_scope="session")
async def test_a_loop_of_the_session():
    spin()


# expect: failed longest stall * ms, 100 ms allowed
@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_anyio_held(anyio_backend):
    await anyio.sleep(0.01)
    spin()


# expect: passed
@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", [("asyncio", {"use_uvloop": True})])
async def test_anyio_free(anyio_backend):
    await anyio.sleep(0.05)


# expect: failed longest stall * ms, 100 ms allowed
def test_a_loop_of_the_test_s_own():
    asyncio.run(asyncio.wait_for(_held(), 60))


# expect: failed longest stall * ms, 100 ms allowed
def test_uvloop():
    uvloop.run(_held())


async def _held():
    await asyncio.sleep(0.01)
    spin()


# expect: failed longest stall * ms, 100 ms allowed
def test_an_endpoint_that_holds_the_loop_of_the_test_client():
    assert TestClient(app).get("/bad").status_code == 200


# expect: failed longest stall * ms, 100 ms allowed
def test_an_endpoint_that_holds_the_loop_of_a_client_that_stays(client):
    assert client.get("/bad").status_code == 200


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


# expect: failed longest stall * ms, 100 ms allowed
def test_a_loop_that_is_held_still_when_its_test_ends(client):
    client.get("/later")
    assert halfway.wait(60)


# expect: passed
def test_endpoints_that_hold_nothing(client):
    for _ in range(20):
        assert client.get("/good").status_code == 200
        assert TestClient(app).get("/good").status_code == 200


# expect: passed
def test_an_endpoint_in_a_thread(client):
    assert client.get("/threaded").status_code == 200


# expect: passed
def test_the_test_s_own_work_is_not_the_application_s(client):
    assert client.get("/good").status_code == 200
    spin()


# expect: failed longest stall * ms, 100 ms allowed
@pytest.mark.asyncio
async def test_a_client_in_the_same_loop():
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/bad")).status_code == 200


# expect: failed freeloop: no event loop of asyncio ran in this test*
def test_no_loop_at_all():
    pass


# expect: failed longest stall * ms, 100 ms allowed
def test_a_loop_in_a_thread_of_the_test_s_own():
    thread = threading.Thread(target=asyncio.run, args=(_held(),))
    thread.start()
    thread.join()


# expect: failed *assert 1 == 2*
@pytest.mark.asyncio
async def test_a_failure_stays_what_it_was():
    spin()
    assert 1 == 2


# expect: xfail
@pytest.mark.xfail(reason="known to stall")
@pytest.mark.asyncio
async def test_a_stall_can_be_expected():
    spin()


class TestOfUnittest(unittest.IsolatedAsyncioTestCase):
    # expect: failed longest stall * ms, 100 ms allowed
    async def test_held(self):
        spin()

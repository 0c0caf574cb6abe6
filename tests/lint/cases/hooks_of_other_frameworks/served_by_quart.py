import time

from quart import Quart

app = Quart("a")


@app.before_request
async def before():
    time.sleep(1)  # expect: FL201:5


@app.teardown_request
async def teardown(problem):
    time.sleep(1)  # expect: FL201:5


@app.before_request
def in_a_thread():
    time.sleep(1)


@app.while_serving
async def serving():
    time.sleep(1)
    yield

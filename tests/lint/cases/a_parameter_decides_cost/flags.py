import time

from fastapi import FastAPI

app = FastAPI()


def send(text, blocking: bool = False, *, retries=0):
    def logic():
        time.sleep(1)

    if blocking:
        return logic()
    print(text)
    if retries:
        time.sleep(2)
    else:
        time.sleep(0.002)


def draw(image, save=True, **options):
    if save:
        time.sleep(1)
        print(image)
    else:
        time.sleep(0.002)


def hand_on(text, loud=False, blocking=False):
    send(text, blocking, retries=loud)


def decide_here(blocking=False):
    blocking = blocking or len("ab") > 1
    if blocking:
        time.sleep(1)


def either(first=False, second=False):
    if first:
        send("a", True)
    if second:
        time.sleep(1)
    if first:
        time.sleep(1)
        if second:
            time.sleep(3)


def needed(blocking):
    if blocking:
        time.sleep(1)


class Sender:
    def send(self, text, blocking=False):
        if blocking:
            time.sleep(1)


@app.get("/")
async def called(flag: bool, options: dict):
    send("a")  # expect: FL201:5:medium
    send("a", False)  # expect: FL201:5:medium
    send("a", blocking=True)  # expect: FL201:5:high
    send("a", flag)  # expect: FL201:5:high
    send("a", retries=3)  # expect: FL201:5:high
    send("a", **options)  # expect: FL201:5:high
    draw("a")  # expect: FL201:5:high
    draw("a", save=False)  # expect: FL201:5:medium
    draw("a", *options)  # expect: FL201:5:high
    hand_on("a")  # expect: FL201:5:medium
    hand_on("a", True)  # expect: FL201:5:high
    hand_on("a", blocking=True)  # expect: FL201:5:high
    decide_here()  # expect: FL201:5:high
    either()
    either(second=True)  # expect: FL201:5:high
    needed(False)  # expect: FL201:5:high
    Sender().send("a")
    Sender().send("a", True)  # expect: FL201:5:high


@app.get("/flag")
async def endpoint(save: bool = False):
    if save:
        time.sleep(1)  # expect: FL201:9:high

import time


def soon():
    time.sleep(1)


def later(seconds):
    time.sleep(seconds)


def ticking():
    time.sleep(1)


def done(task):
    time.sleep(1)

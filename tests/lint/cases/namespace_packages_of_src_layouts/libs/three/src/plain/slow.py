import time


def plainly():
    time.sleep(1)

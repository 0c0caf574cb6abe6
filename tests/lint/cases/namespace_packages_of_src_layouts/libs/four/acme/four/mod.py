import time


def slowest():
    time.sleep(1)

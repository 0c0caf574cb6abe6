import time


def slower():
    time.sleep(1)

import time


def theirs():
    time.sleep(1)

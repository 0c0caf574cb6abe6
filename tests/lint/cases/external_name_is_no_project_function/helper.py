import time


def search(text):
    time.sleep(1)

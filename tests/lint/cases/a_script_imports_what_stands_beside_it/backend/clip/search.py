import time


def look(text):
    time.sleep(1)
    return text

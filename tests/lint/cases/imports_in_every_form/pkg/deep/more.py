from .slow import slow


def starred():
    slow()

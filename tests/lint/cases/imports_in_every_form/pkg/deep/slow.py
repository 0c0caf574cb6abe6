from ..one import exported


def slow():
    exported()

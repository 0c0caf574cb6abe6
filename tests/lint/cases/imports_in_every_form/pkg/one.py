try:
    from time import sleep
except ImportError:
    sleep = None


def exported():
    sleep(1)

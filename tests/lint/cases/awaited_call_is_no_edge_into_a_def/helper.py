import time


class TimeWrapper:
    def sleep(self, seconds):
        time.sleep(seconds)

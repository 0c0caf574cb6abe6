import requests


class Base:
    def __init__(self):
        self.client = self.make()

    def make(self):
        return requests.Session()


class Api(Base):
    def fetch(self):
        return self.client.get("x")


service = None
models = {}


def load():
    global service
    service = Api()
    models["a"] = requests.Session()


def get_session():
    session = requests.Session()
    try:
        yield session
    finally:
        session.close()

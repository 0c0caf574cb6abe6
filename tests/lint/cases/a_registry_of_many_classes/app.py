import time

from fastapi import FastAPI

app = FastAPI()


class Crypto:
    def spec(self):
        return {"name": "crypto"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Weather:
    def spec(self):
        return {"name": "weather"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Dice:
    def spec(self):
        return {"name": "dice"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Whois:
    def spec(self):
        return {"name": "whois"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Maps:
    def spec(self):
        return {"name": "maps"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Music:
    def spec(self):
        return {"name": "music"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class News:
    def spec(self):
        return {"name": "news"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Sports:
    def spec(self):
        return {"name": "sports"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Stocks:
    def spec(self):
        return {"name": "stocks"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Recipes:
    def spec(self):
        return {"name": "recipes"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Jokes:
    def spec(self):
        return {"name": "jokes"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Quotes:
    def spec(self):
        return {"name": "quotes"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Translate:
    def spec(self):
        return {"name": "translate"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Summarise:
    def spec(self):
        return {"name": "summarise"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Draw:
    def spec(self):
        return {"name": "draw"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Speak:
    def spec(self):
        return {"name": "speak"}

    async def execute(self, query):
        time.sleep(1)  # expect: FL201:9


class Registry:
    def __init__(self, enabled):
        known = {
            "crypto": Crypto,
            "weather": Weather,
            "dice": Dice,
            "whois": Whois,
            "maps": Maps,
            "music": Music,
            "news": News,
            "sports": Sports,
            "stocks": Stocks,
            "recipes": Recipes,
            "jokes": Jokes,
            "quotes": Quotes,
            "translate": Translate,
            "summarise": Summarise,
            "draw": Draw,
            "speak": Speak,
        }
        self.plugins = [known[name]() for name in enabled if name in known]

    def find(self, name):
        return next((plugin for plugin in self.plugins if plugin.spec()["name"] == name), None)


registry = Registry(["dice"])


@app.get("/{name}")
async def run(name: str, query: str):
    plugin = registry.find(name)
    return await plugin.execute(query)

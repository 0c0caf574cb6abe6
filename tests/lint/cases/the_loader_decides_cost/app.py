import yaml
from fastapi import FastAPI
from yaml import CSafeLoader, SafeLoader

app = FastAPI()


@app.post("/settings")
async def settings(text: str, loader: type):
    yaml.safe_load(text)  # expect: FL104:5:medium
    yaml.load(text, SafeLoader)  # expect: FL104:5:medium
    yaml.load(text, Loader=loader)  # expect: FL104:5:medium
    yaml.load(text, CSafeLoader)
    yaml.load(text, Loader=yaml.CSafeLoader)
    yaml.dump(text, Dumper=yaml.CSafeDumper)
    yaml.dump(text)  # expect: FL104:5:medium

from fastapi import FastAPI
from torch import nn

app = FastAPI()


class Block:
    def __init__(self, layer: nn.Module = nn.Linear):
        self.layer = layer(4, 4)

    def run(self, batch):
        return self.layer(batch)


@app.get("/")
async def run(size: int):
    block = Block()
    return block.run([size])  # expect: FL102:12

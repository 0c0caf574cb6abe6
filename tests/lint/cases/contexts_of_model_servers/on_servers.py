import asyncio
import time

import bentoml
import grpc
import voice_pb2_grpc
from ray import serve


@bentoml.service(resources={"cpu": "2"})
class Service:
    @bentoml.api
    async def one(self, text: str) -> str:
        time.sleep(1)  # expect: FL201:9
        return text

    @bentoml.api(batchable=True)
    async def many(self, texts: list[str]) -> list[str]:
        time.sleep(1)  # expect: FL201:9
        return texts

    @bentoml.api
    def in_a_thread(self, text: str) -> str:
        time.sleep(1)
        return text


@serve.deployment(num_replicas=2)
class Deployment:
    async def __call__(self, request):
        self.helper()  # expect: FL201:9 chain: on_servers.py:31 > on_servers.py:34

    def helper(self):
        time.sleep(1)


class Voice(voice_pb2_grpc.VoiceServicer):
    async def Say(self, request, context):
        time.sleep(1)  # expect: FL201:9


async def main():
    server = grpc.aio.server()
    voice_pb2_grpc.add_VoiceServicer_to_server(Voice(), server)
    await server.start()
    await server.wait_for_termination()


asyncio.run(main())

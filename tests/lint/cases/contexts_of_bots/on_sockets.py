import asyncio
import time

import chainlit as cl
import modal
import socketio
from aiortc import RTCDataChannel, RTCPeerConnection, VideoStreamTrack
from aiortc.contrib.media import MediaPlayer
from botbuilder.core import ActivityHandler

sio = socketio.AsyncServer(async_mode="asgi")


@sio.event
async def connect(sid, environ):
    time.sleep(1)  # expect: FL201:5


@sio.event(namespace="/chat")
async def disconnect(sid):
    time.sleep(1)  # expect: FL201:5


@sio.on("message")
def heard(sid, data):
    time.sleep(1)  # expect: FL201:5


async def typed(sid, data):
    time.sleep(1)  # expect: FL201:5


sio.on("typing", typed)


class Room(socketio.AsyncNamespace):
    async def on_join(self, sid, data):
        time.sleep(1)  # expect: FL201:9

    def leave(self, sid):
        time.sleep(1)


async def tick():
    while True:
        time.sleep(1)  # expect: FL201:9
        await sio.sleep(1)


@sio.on("start")
async def start(sid):
    sio.start_background_task(tick)


class Mirror(VideoStreamTrack):
    def __init__(self, track):
        super().__init__()
        self.track = track

    async def recv(self):
        frame = await self.track.recv()
        time.sleep(1)  # expect: FL201:9
        return frame


async def offered():
    peer = RTCPeerConnection()

    @peer.on("track")
    def tracked(track):
        time.sleep(1)  # expect: FL201:9
        peer.addTrack(Mirror(track))

    @peer.on("datachannel")
    def opened(channel: RTCDataChannel):
        @channel.on("message")
        async def received(message):
            time.sleep(1)  # expect: FL201:13
            peer.addTrack(MediaPlayer(message).video)  # expect: FL204:27


asyncio.run(offered())


class Teams(ActivityHandler):
    async def on_message_activity(self, turn_context):
        time.sleep(1)  # expect: FL201:9


@modal.fastapi_endpoint(method="POST")
async def posted(body: dict):
    time.sleep(1)  # expect: FL201:5


@cl.on_message
def answered(message):
    time.sleep(1)  # expect: FL201:5


@cl.set_starters
async def starters():
    time.sleep(1)  # expect: FL201:5

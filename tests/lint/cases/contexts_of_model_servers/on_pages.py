import time

import gradio as gr
from fastapi import FastAPI
from nicegui import ui


async def predict(text):
    time.sleep(1)  # expect: FL201:5
    return text


async def chat(message, history):
    time.sleep(1)  # expect: FL201:5
    yield message


async def later(text):
    time.sleep(1)  # expect: FL201:5


def in_a_thread(text):
    time.sleep(1)


async def nobody(text):
    time.sleep(1)


with gr.Blocks() as demo:
    box = gr.Textbox()
    button = gr.Button("go")
    button.click(fn=predict, inputs=box, outputs=box)
    box.submit(in_a_thread, box, box)
    gr.on([box.change], later, box, box)

gr.ChatInterface(chat)
app = gr.mount_gradio_app(FastAPI(), demo, path="/")


@ui.page("/")
def page():
    time.sleep(1)  # expect: FL201:5


def clicked():
    time.sleep(1)  # expect: FL201:5


ui.button("go", on_click=clicked)

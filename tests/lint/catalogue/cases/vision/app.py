"""Detectors, trackers, and what pipelines of diffusers draw, also those that a project writes itself."""

import keras_ocr
import torch
from controlnet_aux import OpenposeDetector
from deep_sort_realtime.deepsort_tracker import DeepSort
from detectron2.engine import DefaultPredictor
from diffusers import StableDiffusionPipeline
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.utils import replace_example_docstring
from fastapi import FastAPI
from inference_sdk import InferenceHTTPClient
from mmdet.apis import inference_detector, init_detector
from mtcnn import MTCNN
from retinaface import RetinaFace

app = FastAPI()
pose = OpenposeDetector.from_pretrained("annotators")
tracker = DeepSort()
predictor = DefaultPredictor(None)
detector = init_detector("config.py", "weights.pth")
faces = MTCNN()
reader = keras_ocr.pipeline.Pipeline()
client = InferenceHTTPClient("http://server")
painter = StableDiffusionPipeline.from_pretrained("small")


class Own(DiffusionPipeline):
    @torch.no_grad()
    @replace_example_docstring("example")
    def __call__(self, prompt):
        noise = self.unet(prompt)
        return self.vae.decode(noise)


own = Own.from_pretrained("own").to("cuda")


@app.get("/see")
async def see():
    pose("a.png")  # expect: FL102:5:high
    tracker.update_tracks([], frame=None)  # expect: FL102:5:high
    predictor(None)  # expect: FL102:5:high
    inference_detector(detector, "a.png")  # expect: FL102:5:high
    faces.detect_faces(None)  # expect: FL102:5:high
    RetinaFace.detect_faces("a.png")  # expect: FL102:5:high
    reader.recognize([])  # expect: FL102:5:high
    client.infer("a.png", model_id="x/1")  # expect: FL202:5:high


@app.get("/draw")
async def draw(text: str):
    image = painter(text).images[0]  # expect: FL102:13:high
    image.save("a.png")  # expect: FL101:5:high
    own(text)  # expect: FL102:5:high chain: app.py:55 > app.py:33

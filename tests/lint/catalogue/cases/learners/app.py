"""Learners of tables and texts, and how they are kept."""

import cloudpickle
import dill
import jieba
import stanza
import tensorflow as tf
import tensorflow_hub as hub
import torch
from autogluon.tabular import TabularPredictor
from ctransformers import AutoModelForCausalLM
from fastai.vision.all import load_learner
from fastapi import FastAPI
from gpt4all import GPT4All
from imblearn.pipeline import Pipeline
from language_tool_python import LanguageTool
from paddle.inference import create_predictor
from pmdarima import auto_arima
from pycaret.classification import load_model, predict_model
from pyspark.sql import SparkSession
from rank_bm25 import BM25Okapi
from simpletransformers.classification import ClassificationModel
from ydata_profiling import ProfileReport

app = FastAPI()
learner = load_learner("export.pkl")
network = torch.load("network.pt")
checkpoint = torch.load("checkpoint.pt")
tuned = checkpoint["model"].float().eval()
kept = dill.load(open("kept.pkl", "rb"))
kept_too = cloudpickle.load(open("kept.pkl", "rb"))
tuned_by_others = load_model("pipeline")
gluon = TabularPredictor.load("folder")
balanced: Pipeline = kept
arima = auto_arima([])
texts = stanza.Pipeline("en")
local = GPT4All("model.gguf")
small = AutoModelForCausalLM.from_pretrained("model.gguf")
predictor = create_predictor(None)
session = SparkSession.builder.appName("a").getOrCreate()
index = BM25Okapi([])
grammar = LanguageTool("en")
classifier = ClassificationModel("bert", "small")
saved = hub.load("https://tfhub.dev/x")
layer = tf.keras.layers.TFSMLayer("saved")
graph = tf.function(tf.keras.models.load_model("network.keras"))


@app.get("/tables")
async def tables():
    learner.predict("a.png")  # expect: FL102:5:high
    kept.predict([[1]])  # expect: FL102:5
    kept_too.predict([[1]])  # expect: FL102:5
    balanced.predict([[1]])  # expect: FL102:5
    predict_model(tuned_by_others, None)  # expect: FL102:5:high
    gluon.predict(None)  # expect: FL102:5:high
    arima.predict(12)  # expect: FL102:5
    session.sql("select 1").toPandas()  # expect: FL203:5:high
    index.get_scores(["a"])  # expect: FL101:5:medium
    ProfileReport(None).to_html()  # expect: FL101:5:high


@app.get("/networks")
async def networks(x: list[float]):
    network(torch.tensor(x))  # expect: FL102:5:high
    tuned(torch.tensor(x))  # expect: FL102:5:high
    predictor.run()  # expect: FL102:5:high
    saved(x)  # expect: FL102:5:high
    layer(x)  # expect: FL102:5:high
    graph(x)  # expect: FL102:5:high
    return checkpoint["epoch"]


@app.get("/texts")
async def words(text: str):
    texts(text)  # expect: FL102:5:high
    local.generate(text)  # expect: FL102:5:high
    small(text)  # expect: FL102:5:high
    grammar.check(text)  # expect: FL202:5:high
    classifier.predict([text])  # expect: FL102:5:high
    return jieba.lcut(text)  # expect: FL101:12

"""Tables, ensembles and services around training."""

import dask.dataframe as dd
import geoip2.webservice
import h2o
import instaloader
import praw
import py7zr
import rarfile
import rsa
import wandb
from autogluon.tabular import TabularPredictor
from fastapi import FastAPI
from pycaret.classification import load_model, predict_model
from pyspark.sql import SparkSession

app = FastAPI()
spark = SparkSession.builder.appName("a").getOrCreate()
rows = spark.read.parquet("rows.parquet")
ensemble = TabularPredictor.load("folder")
pipeline = load_model("pipeline")
forest = h2o.load_model("forest")
reddit = praw.Reddit()
public, private = rsa.newkeys(2048)


@app.post("/predict")
async def predict(row: dict):
    ensemble.predict(row)  # expect: FL102:5
    predict_model(pipeline, data=row)  # expect: FL102:5
    return forest.predict(h2o.H2OFrame(row))  # expect: FL202:12 FL202:27


@app.get("/rows")
async def table(day: str):
    dd.read_csv("rows.csv").groupby("day").compute()  # expect: FL101:5
    return rows.filter(day).toPandas()  # expect: FL203:12


@app.post("/track")
async def track(loss: float):
    wandb.init(project="p")  # expect: FL202:5
    wandb.log({"loss": loss})
    wandb.finish()  # expect: FL202:5


@app.get("/post")
async def post(name: str, address: str):
    geoip2.webservice.Client(1, "k").city(address)  # expect: FL202:5
    for found in reddit.subreddit(name).hot():  # expect: FL105:18
        print(found)
    instaloader.Instaloader().download_profile(name)  # expect: FL202:5


@app.post("/unpack")
async def unpack(path: str, text: bytes):
    with py7zr.SevenZipFile(path) as archive:
        archive.extractall("out")  # expect: FL101:9
    with rarfile.RarFile(path) as archive:  # expect: FL101:10
        archive.extractall("out")  # expect: FL101:9
    return rsa.decrypt(text, private)  # expect: FL101:12

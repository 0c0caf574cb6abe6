"""Clients of outside services, cloud SDKs, and queues; their asynchronous siblings are silent."""

import boto3
import ffmpeg
import openai
import stripe
from celery import Celery
from fastapi import FastAPI
from google.cloud import storage
from langchain_community.vectorstores import Chroma
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

app = FastAPI()
client = openai.OpenAI()
later = openai.AsyncOpenAI()
s3 = boto3.client("s3")
bucket = storage.Client().bucket("b")
queue = Celery("tasks")
store = Chroma(embedding_function=OpenAIEmbeddings())
chain = ChatPromptTemplate.from_template("x") | ChatOpenAI()


@app.get("/answers")
async def answers():
    client.chat.completions.create(model="m", messages=[])  # expect: FL202:5
    for chunk in client.chat.completions.create(model="m", messages=[], stream=True):  # expect: FL202:18
        print(chunk)
    chain.invoke({})  # expect: FL202:5
    store.similarity_search("x")  # expect: FL203:5
    return store.as_retriever().invoke("x")  # expect: FL203:12


@app.get("/cloud")
async def cloud():
    s3.put_object(Bucket="b")  # expect: FL202:5
    s3.generate_presigned_url("get_object")
    bucket.blob("a").upload_from_filename("a")  # expect: FL202:5
    queue.send_task("t")  # expect: FL207:5
    stripe.Customer.create(email="a@b.c")  # expect: FL202:5
    ffmpeg.input("a").output("b").run()  # expect: FL205:5


@app.get("/later")
async def silent():
    await chain.ainvoke({})
    await store.asimilarity_search("x")
    return await later.chat.completions.create(model="m", messages=[])

"""Checkers, translators, rankers and models of language that small services are made of."""

import argostranslate.translate
import autogen
import dspy
import fal_client
import instructor
import langid
import language_tool_python
import numpy as np
import stanza
from agno.agent import Agent
from bert_score import BERTScorer
from ctransformers import AutoModelForCausalLM
from deep_translator import GoogleTranslator
from embedchain import App
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from googletrans import Translator
from gpt4all import GPT4All
from haystack import Pipeline
from ibm_watsonx_ai.foundation_models import ModelInference
from InstructorEmbedding import INSTRUCTOR
from langchain_community.agent_toolkits import create_sql_agent
from langchain_experimental.agents import create_pandas_dataframe_agent
from langchain_openai import ChatOpenAI
from langsmith import Client
from llama_index.core import VectorStoreIndex
from llama_parse import LlamaParse
from lmdeploy import pipeline
from memoization import cached
from mlx_lm import generate, load
from openai import AsyncOpenAI, OpenAI
from pandasai import SmartDataframe
from rank_bm25 import BM25Okapi
from setfit import SetFitModel
from simpletransformers.classification import ClassificationModel
from spellchecker import SpellChecker
from sumy.summarizers.lsa import LsaSummarizer
from voyageai import Client as Voyage
from volcenginesdkarkruntime import Ark
from xinference_client import RESTfulClient

app = FastAPI()
tool = language_tool_python.LanguageTool("en-US")
index = BM25Okapi([["a"], ["b"]])
parser = stanza.Pipeline("en")
spelling = SpellChecker()
summariser = LsaSummarizer()
scorer = BERTScorer(lang="en")
instructions = INSTRUCTOR("hkunlp/instructor-large")
few = SetFitModel.from_pretrained("few")
simple = ClassificationModel("roberta", "base")
small = AutoModelForCausalLM.from_pretrained("llama.gguf")
local = GPT4All("orca.gguf")
client = instructor.from_openai(OpenAI())
patched = instructor.patch(AsyncOpenAI())
answer = dspy.ChainOfThought("question -> answer")
flow = Pipeline()
watson = ModelInference(model_id="granite")
remembered = App()
agent = Agent()
assistant = autogen.AssistantAgent("a")
served = pipeline("internlm/internlm2")
model, tokenizer = load("mlx")
llm = ChatOpenAI()
documents = VectorStoreIndex.from_documents([])
chat = documents.as_chat_engine()


@app.post("/check")
async def check(text: str):
    tool.check(text)  # expect: FL202:5
    tool.correct(text)  # expect: FL202:5
    spelling.correction(text)  # expect: FL101:5
    langid.classify(text)  # expect: FL101:5
    scorer.score([text], [text])  # expect: FL102:5
    return index.get_scores(text.split()), index.get_top_n(text.split(), [])  # expect: FL101:12 FL101:44


@app.post("/translate")
async def translate(text: str):
    Translator().translate(text)  # expect: FL202:5
    argostranslate.translate.translate(text, "en", "es")  # expect: FL102:5
    return GoogleTranslator(source="auto", target="de").translate(text)  # expect: FL202:12


@app.post("/sense")
async def sense(text: str):
    parser(text)  # expect: FL102:5
    summariser(text, 3)  # expect: FL101:5
    instructions.encode([text])  # expect: FL102:5
    few.predict([text])  # expect: FL102:5
    simple.predict([text])  # expect: FL102:5
    near = np.dot(np.array(instructions.encode(text)), np.array(instructions.encode(text)))  # expect: FL102:28 FL102:65
    return near


@app.post("/answer")
async def answered(text: str):
    small(text)  # expect: FL102:5
    local.generate(text)  # expect: FL102:5
    client.chat.completions.create(model="m", response_model=dict, messages=[])  # expect: FL202:5
    await patched.chat.completions.create(model="m", messages=[])
    answer(question=text)  # expect: FL202:5
    await answer.acall(question=text)
    flow.run({})  # expect: FL202:5
    watson.generate_text(text)  # expect: FL202:5
    remembered.query(text)  # expect: FL202:5
    agent.run(text)  # expect: FL202:5
    await agent.arun(text)
    assistant.initiate_chat(assistant, message=text)  # expect: FL202:5
    served([text])  # expect: FL102:5
    return generate(model, tokenizer, prompt=text)  # expect: FL102:12


@app.post("/tools")
async def tools(text: str, frame: dict):
    fal_client.run("fal-ai/flux", arguments={})  # expect: FL202:5
    await fal_client.run_async("fal-ai/flux", arguments={})
    create_pandas_dataframe_agent(llm, frame).invoke(text)  # expect: FL202:5
    create_sql_agent(llm, db=None).run(text)  # expect: FL202:5
    SmartDataframe(frame).chat(text)  # expect: FL202:5
    Client().list_runs()  # expect: FL202:5
    LlamaParse().load_data("a.pdf")  # expect: FL202:5
    Voyage().embed([text])  # expect: FL202:5
    return Ark().chat.completions.create(model="m", messages=[])  # expect: FL103:12 FL202:12


@cached(ttl=60)
def models():
    return RESTfulClient("http://localhost:9997").list_models()


@app.get("/models")
async def listed():
    return models()  # expect: FL202:12


@app.post("/chat")
async def streamed(text: str):
    response = chat.stream_chat(text)  # expect: FL202:16

    async def tokens():
        for token in response.response_gen:  # expect: FL105:22
            yield token

    documents.storage_context.persist("folder")  # expect: FL204:5
    return StreamingResponse(tokens())

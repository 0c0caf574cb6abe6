from functools import partial

from fastapi import FastAPI
from joblib import load as unpickled
from models import Heir, opened, quick

app = FastAPI()


@app.get("/renamed")
def renamed() -> float:
    return unpickled("m.joblib").predict([[1.0]])[0]  # expect: FL103:12


@app.get("/heir")
def heir() -> object:
    return Heir("all-MiniLM-L6-v2").name  # expect: FL103:12


@app.get("/helper")
def helped() -> object:
    return opened("m.joblib")  # expect: FL103:12


@app.get("/inside")
def inside() -> object:
    import spacy

    return spacy.load("en_core_web_sm")  # expect: FL103:12


@app.get("/handed")
def handed() -> object:
    import joblib

    return called(partial(joblib.load, "m.joblib"))  # expect: FL103:12


def called(make):
    return make()


@app.get("/quick")
def nothing() -> int:
    return quick()

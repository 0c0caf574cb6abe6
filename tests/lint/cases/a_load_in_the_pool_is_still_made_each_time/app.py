import joblib
from fastapi import FastAPI

app = FastAPI()
kept = None


@app.get("/x")
def show(name: str):
    return joblib.load("m.joblib")  # expect: FL103:12:medium


@app.get("/later")
def later():
    global kept
    if kept is None:
        kept = joblib.load("m.joblib")
    return str(kept)


class Models:
    def switch(self, name: str):
        self.model = joblib.load(name)


models = Models()


@app.post("/switch")
def switch(name: str):
    models.switch(name)


@app.post("/reload")
def reload():
    app.state.model = joblib.load("m.joblib")


def load(name: str):
    return joblib.load(name)


@app.get("/below")
def below(name: str):
    return load(name)  # expect: FL103:12:medium

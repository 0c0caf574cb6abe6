import cv2
import joblib
from fastapi import FastAPI

app = FastAPI()


def predict(path):
    model = joblib.load("model.joblib")
    image = cv2.imread(path)
    for _ in range(100_000_000):
        pass
    return model.predict(image)


@app.get("/predict")
async def endpoint(path: str):
    return predict(path)  # expect: FL101:12 FL103:12

import joblib
from sentence_transformers import SentenceTransformer


class Heir(SentenceTransformer):
    name = "heir"


def opened(path: str) -> object:
    return joblib.load(path)


def quick() -> int:
    return 1

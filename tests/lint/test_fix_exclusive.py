"""What only one thread at a time may use, by its library's word, keeps a fix from being safe where it is older."""

from pathlib import Path

import pytest
from casefiles import indented, offered

APP = """import http.client, smtplib, socket, threading
import boto3, cv2, mysql.connector, psycopg2, torch, whisper
import tensorflow as tf
import mediapipe as mp
import tflite_runtime.interpreter as tfl
import time
from cachetools import TTLCache, cached
from fastapi import Depends, FastAPI
from llama_cpp import Llama
from selenium import webdriver
from sentence_transformers import SentenceTransformer
from transformers import AutoTokenizer, pipeline
from ultralytics import YOLO

app = FastAPI()
lock = threading.Lock()
conn = http.client.HTTPConnection("localhost")
sock = socket.socket()
interpreter, lite = tfl.Interpreter("x"), tf.lite.Interpreter("x")
net, camera = cv2.dnn.readNetFromONNX("x"), cv2.VideoCapture(0)
yolo, llama, ears = YOLO("x"), Llama("x"), whisper.load_model("base")
classify, tokenizer = pipeline("x"), AutoTokenizer.from_pretrained("x")
embedder = SentenceTransformer("x")
hands = mp.solutions.hands.Hands()
table, session, s3 = boto3.resource("dynamodb").Table("x"), boto3.Session(), boto3.client("s3")
db = mysql.connector.connect()
cursor = db.cursor()
pg = psycopg2.connect("x")
browser = webdriver.Chrome()
seen = TTLCache(8, 60)


class Mailer:
    def __init__(self):
        self.smtp = smtplib.SMTP()

    def send(self, text): self.smtp.sendmail("a", "b", text)


mailer = Mailer()


def opened():
    yield mysql.connector.connect()
def kept(): return cursor
def kept_cache(): return seen
def used(model): return model("x")
@cached(TTLCache(8, 60))
def unlocked(x): return x
@cached(TTLCache(8, 60), lock=lock)
def locked(x): return x


@app.get("/")
async def score(x: int, new=Depends(opened), old=Depends(kept)):
    time.sleep(1)
{body}
"""

ALONE = {
    "conn.request('GET', '/')": "conn",
    "sock.sendall(b'x')": "sock",
    "mailer.send('x')": "mailer.send",
    "interpreter.set_tensor(0, x)": "interpreter",
    "lite.invoke()": "lite",
    "net.setInput(x)": "net",
    "camera.read()": "camera",
    "yolo('x')": "yolo",
    "used(yolo)": "used",
    "predict = yolo.predict; predict('x')": "predict",
    "llama('x')": "llama",
    "ears.transcribe('x')": "ears",
    "classify('x')": "classify",
    "tokenizer('x')": "tokenizer",
    "embedder.encode('x')": "embedder",
    "hands.process(x)": "hands",
    "table.get_item(Key={})": "table",
    "session.client('s3')": "session",
    "cursor.execute('x')": "cursor",
    "old.execute('x')": "old",
    "db.commit()": "db",
    "browser.get('x')": "browser",
    "seen.get(x)": "seen",
    "seen['x'] = x": "seen[...]",
    "print(seen['x'])": "seen",
    "return 'x' in seen": "seen",
    "return len(seen)": "seen",
    "return [key for key in seen]": "seen",
    "return sorted(kept_cache())": "kept_cache(...)",
    "del seen['x']": "seen[...]",
    "unlocked(x)": "unlocked",
}
TOGETHER = [
    "own = http.client.HTTPConnection('x'); own.request('GET', '/')",
    "own = mysql.connector.connect(); own.cursor().execute('x')",
    "new.cursor().execute('x')",
    "with pg.cursor() as own: own.execute('x')",
    "with lock: cursor.execute('x')",
    "used(YOLO('x'))",
    "s3.list_buckets()",
    "locked(x)",
    "own = TTLCache(8, 60); own['x'] = x; print(own['x'], 'x' in own, len(own))",
    "with lock: seen['x'] = seen.get('y') or len(seen)",
    "return seen is None",
]


@pytest.mark.parametrize(("body", "named"), ALONE.items())
def test_it_needs_a_lock(body: str, named: str, tmp_path: Path) -> None:
    note = f"make it `def`, where requests run side by side: `{named}` then needs a lock"
    assert _fix(body, tmp_path) == (False, note)


@pytest.mark.parametrize("body", TOGETHER)
def test_what_is_new_or_made_for_threads_does_not(body: str, tmp_path: Path) -> None:
    assert _fix(body, tmp_path) == (True, "make it `def`")


def _fix(body: str, folder: Path) -> tuple[bool, str]:
    return offered(APP.format(body=indented(body)), folder)

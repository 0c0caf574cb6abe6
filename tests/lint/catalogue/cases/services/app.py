import ccxt
import hvac
import openvino
import parselmouth
import spotipy
import tika.parser
import wolframalpha
from chatterbox.tts import ChatterboxTTS
from crewai import Crew
from fastapi import FastAPI
from mem0 import Memory
from ragatouille import RAGPretrainedModel
from web3 import Web3

app = FastAPI()
music = spotipy.Spotify()
chain = Web3(Web3.HTTPProvider("http://localhost:8545"))
contract = chain.eth.contract(address="0x", abi=[])
exchange = ccxt.kraken({"enableRateLimit": True})
vault = hvac.Client(url="http://localhost:8200")
voice = ChatterboxTTS.from_pretrained(device="cpu")
crew = Crew(agents=[], tasks=[])
memory = Memory.from_config({})
network = openvino.Core().compile_model("model.xml")
passages = RAGPretrainedModel.from_index("index")


@app.get("/music")
async def tracks(query: str):
    return music.search(query)  # expect: FL202:12:high


@app.get("/chain")
async def balance(address: str):
    contract.functions.balanceOf(address).call()  # expect: FL202:5
    return chain.eth.get_balance(address)  # expect: FL202:12


@app.get("/market")
async def ticker(symbol: str):
    return exchange.fetch_ticker(symbol)  # expect: FL202:12


@app.get("/secret")
async def secret(path: str):
    return vault.secrets.kv.v2.read_secret_version(path=path)  # expect: FL202:12


@app.get("/speak")
async def speak(text: str):
    sound = voice.generate(text)  # expect: FL102:13
    return parselmouth.praat.call(sound, "To Pitch", 0, 75, 600)  # expect: FL101:12


@app.get("/crew")
async def crews(topic: str):
    memory.search(topic)  # expect: FL202:5
    await crew.kickoff_async(inputs={"topic": topic})
    return crew.kickoff(inputs={"topic": topic})  # expect: FL202:12


@app.get("/network")
async def infer(query: str):
    passages.search(query)  # expect: FL102:5
    wolframalpha.Client("").query(query)  # expect: FL202:5
    tika.parser.from_file(query)  # expect: FL202:5
    return network([query])  # expect: FL102:12

"""Documents, tables, and pictures: lazy openers are cheap, pages and pixels are paid when used."""

import cv2
import docx
import fitz
import numpy as np
import openpyxl
import pandas as pd
import pdfplumber
from bs4 import BeautifulSoup
from fastapi import FastAPI, UploadFile
from passlib.context import CryptContext
from pypdf import PdfReader

app = FastAPI()
passwords = CryptContext(schemes=["bcrypt"])


@app.post("/pdf")
async def pdf(file: UploadFile):
    with pdfplumber.open(file.file) as document:
        for page in document.pages:
            page.extract_text()  # expect: FL101:13
    for page in PdfReader(file.file).pages:
        page.extract_text()  # expect: FL101:9
    return [page.get_text() for page in fitz.open("a.pdf")]  # expect: FL101:13


@app.post("/office")
async def office(file: UploadFile):
    docx.Document(file.file)  # expect: FL101:5
    openpyxl.load_workbook(file.file)  # expect: FL101:5
    soup = BeautifulSoup(await file.read(), "html.parser")  # expect: FL101:12
    return soup.find_all("a")


@app.post("/table")
async def table(file: UploadFile):
    frame = pd.read_excel(file.file)  # expect: FL101:13
    frame.to_excel("b.xlsx")  # expect: FL101:5
    return frame.groupby("a").apply(len)  # expect: FL101:12


@app.post("/picture")
async def picture(file: UploadFile):
    image = cv2.imdecode(np.frombuffer(await file.read(), np.uint8), 1)  # expect: FL101:13
    capture = cv2.VideoCapture("a.mp4")  # expect: FL204:15
    capture.read()  # expect: FL101:5
    return cv2.imencode(".jpg", image)  # expect: FL101:12


@app.post("/login")
async def login():
    return passwords.verify("a", "b")  # expect: FL101:12

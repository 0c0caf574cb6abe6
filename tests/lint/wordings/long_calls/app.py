from fastapi import FastAPI
from sqlalchemy.orm import Session

app = FastAPI()


class DocumentRepository:
    def __init__(self, session: Session):
        self.database_session = session

    def documents_that_were_reviewed(self):
        return self.database_session.query(Document).filter(Document.reviewed).all()


@app.get("/documents")
async def documents():
    with Session() as database_session:
        return DocumentRepository(database_session).documents_that_were_reviewed()


@app.get("/count")
async def count():
    with Session() as database_session_for_reading:
        return database_session_for_reading.query(Document).filter(Document.reviewed).count()

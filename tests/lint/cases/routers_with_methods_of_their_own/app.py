import time

from fastapi import APIRouter


class Versioned(APIRouter):
    def secured(self, path, **options):
        return self.get(path, dependencies=[], **options)

    def plain(self, path):
        return super().post(path)


router = Versioned()


@router.secured("/a")
async def a():
    time.sleep(1)  # expect: FL201:5


@router.plain("/b")
async def b():
    time.sleep(1)  # expect: FL201:5


@router.secured("/c")
def c():
    time.sleep(1)

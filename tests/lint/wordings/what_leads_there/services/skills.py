import contextlib
import time


class SkillService:
    async def create_skill(self):
        await self.validate_that_the_name_of_the_skill_is_free()

    async def validate_that_the_name_of_the_skill_is_free(self):
        time.sleep(1)
        return await self.look_for_a_skill_of_that_very_name_again()

    async def look_for_a_skill_of_that_very_name_again(self):
        time.sleep(2)

    async def import_skill(self):
        slow()


def slow():
    time.sleep(3)


async def check():
    time.sleep(4)


@contextlib.asynccontextmanager
async def opened():
    time.sleep(5)
    yield


async def greet():
    time.sleep(6)


async def tidy():
    await step()


async def step():
    time.sleep(7)


async def ready():
    time.sleep(8)


async def rows():
    time.sleep(9)
    yield 1


def ping():
    time.sleep(10)

import time

import discord
from discord import app_commands
from discord.ext import commands, tasks

bot = commands.Bot(command_prefix="!")


@bot.event
async def on_message(message):
    time.sleep(1)  # expect: FL201:5


@bot.command()
async def ping(context):
    time.sleep(1)  # expect: FL201:5


@bot.tree.command(name="draw")
async def draw(interaction):
    time.sleep(1)  # expect: FL201:5


class Music(commands.Cog):
    @commands.command()
    async def play(self, context):
        self.wait()  # expect: FL201:9

    @commands.Cog.listener()
    async def on_ready(self):
        time.sleep(1)  # expect: FL201:9

    @app_commands.command(name="skip")
    async def skip(self, interaction):
        time.sleep(1)  # expect: FL201:9

    @tasks.loop(minutes=5)
    async def clean(self):
        time.sleep(1)  # expect: FL201:9

    def wait(self):
        time.sleep(1)


class Watcher(discord.Client):
    async def on_member_join(self, member):
        time.sleep(1)  # expect: FL201:9

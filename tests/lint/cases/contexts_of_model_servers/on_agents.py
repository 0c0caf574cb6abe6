import time

from agents import function_tool
from langchain_core.tools import tool
from langgraph.graph import StateGraph
from livekit.agents import Agent as VoiceAgent
from pydantic_ai import Agent


@function_tool
async def fetch(query: str) -> str:
    time.sleep(1)  # expect: FL201:5
    return query


@tool
async def look(query: str) -> str:
    """Look something up."""
    time.sleep(1)  # expect: FL201:5
    return query


agent = Agent("openai:gpt-4o")


@agent.tool_plain
async def roll() -> int:
    time.sleep(1)  # expect: FL201:5
    return 4


@agent.system_prompt
def in_a_thread() -> str:
    time.sleep(1)
    return ""


async def step(state):
    time.sleep(1)  # expect: FL201:5
    return state


graph = StateGraph(dict)
graph.add_node("step", step)


class Receptionist(VoiceAgent):
    async def on_enter(self):
        time.sleep(1)  # expect: FL201:9

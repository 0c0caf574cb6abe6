"""FL303, gil-holding-offload."""

from collections.abc import Iterator

from freeloop_lint.interpret.summary import Event, Step
from freeloop_lint.rules.base import Candidate, Program, Rule
from freeloop_lint.rules.gil_bound_sync_endpoint import holds_gil_each_time
from freeloop_lint.rules.remedy import without_gil
from freeloop_lint.rules.sentence import LONGEST_CALL, figure_ms, short


class GilHoldingOffload(Rule):
    """Find work handed to a thread that a thread does not help.

    ## What it does
    Flags `to_thread`, `run_in_executor` and the like of a call that holds the GIL for more than 10 ms. What is
    cached, loaded once or done after an error does not count.

    ## Why it blocks
    The loop's own thread cannot run Python while another holds the GIL: the stall stays, only its line moves.

    ## Example
    ```python
    await asyncio.to_thread(xmltodict.parse, text)
    ```

    ## Use instead
    ```python
    await loop.run_in_executor(processes, xmltodict.parse, text)
    ```

    ## Fix safety
    Not fixed: a process pool has to be made, and arguments must be picklable.

    ## Known misses
    Calls whose catalogue entry does not say whether they hold the GIL. Of 6 findings in 46 public repositories
    (2026-11, read by hand) 5 were right; a tokenizer written in Rust releases the GIL for a part of its time.
    """

    code = "FL303"
    name = "gil-holding-offload"
    preview = True

    def check(self, program: Program) -> Iterator[Candidate]:
        """Give one candidate for each offload, for the dearest such call in it."""
        project = program.machine.project
        for running in program.on_loop:
            ref = project.functions[running.key.number]
            for offload in running.summary.offloads.values():
                for event in offload.events if offload.to == "thread" else ():
                    if holds_gil_each_time(event.sink):
                        step = Step(ref.path, offload.position[0], ref.fact.qualname)
                        chain = (step, *event.chain[1:])
                        there = Event(offload.position, offload.call, event.sink, chain)
                        called = short(event.sink.call, LONGEST_CALL)
                        message = (
                            f"`{called}` holds the GIL in its thread (≈ {figure_ms(event.sink.cost.ms)})"
                        )
                        sink_alone = event._replace(chain=event.chain[-1:])  # the entry is the offload itself
                        help_ = without_gil(sink_alone, in_thread=True)
                        number, context = running.key.number, running.context
                        yield Candidate(
                            *(self.code, self.name, number, context, there, message, help_),
                            origin=running.origin,
                        )
                        break

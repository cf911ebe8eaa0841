"""Attacks that need more than one burst of bytes: a function each, which gives what went wrong."""
import asyncio

from edge.wire import Malformed

SECONDS = 30


async def run_scene(name, scene, beside, report):
    """Judges the scene and what happened beside it."""
    mark = len(beside.results)
    try:
        async with asyncio.timeout(SECONDS):
            faults = await scene
    except TimeoutError:
        faults = [f"not over within {SECONDS} s"]
    except (OSError, Malformed) as error:
        faults = [f"{type(error).__name__} {error}"]
    await beside.at_least(mark)
    report.check(name, [*(faults or []), *beside.faults_since(mark)])


def expect(condition, fault):
    """A list to add up: the fault, or nothing."""
    return [] if condition else [fault]

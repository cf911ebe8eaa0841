"""One line a check, as scripts/lib/tally.sh counts them."""
import time


class Report:
    def __init__(self):
        self.failed = 0

    def ok(self, name):
        print(f"ok {name}", flush=True)

    def not_ok(self, name, why):
        self.failed += 1
        text = " ".join(str(why).split())[:400]
        print(f"not ok {name}: {text}", flush=True)

    def check(self, name, faults):
        """OK without faults; a list of them, or one as text, else."""
        faults = [faults] if isinstance(faults, str) and faults else list(faults or [])
        if faults:
            self.not_ok(name, "; ".join(faults))
        else:
            self.ok(name)


async def eventually(condition, seconds=3.0, pause=0.02):
    """Asks until the condition gives something true, and gives it; None when the time is over."""
    import asyncio
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        if time.monotonic() >= end:
            return None
        await asyncio.sleep(pause)

"""Check with several processes: each makes its own scopes from the same options and gives back outcomes."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from validator.check import Checker, Outcome
from validator.edge.search import Source

_state: dict[str, Checker] = {}
left: list[int] = []
"""Processes that were killed in the middle of their work."""


def _start(values: Mapping[str, Any], here: str, today: str) -> None:
    from validator.cli.scopes import Scopes

    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it, and ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _state["checker"] = Checker(Scopes(values, here), here, today)


def _work(sources: list[Source]) -> list[Outcome]:
    return [_state["checker"].outcome(source) for source in sources]


def check_in_parallel(
    checker: Checker,
    sources: list[Source],
    jobs: int,
    values: Mapping[str, Any],
    done: Callable[[Source], None] | None,
) -> None:
    """Check sources with `jobs` processes; the outcomes are those that one process would come to.

    Standard input is read here. Files are handed out in slices of equal size, not of equal number of files.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    piped = [source for source in sources if source.path is None]
    checker.run(piped, done)
    files = [source for source in sources if source.path is not None]
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(jobs, context, _start, (dict(values), checker.here, checker.today))
    try:
        waiting = [pool.submit(_work, part) for part in _slices(files, jobs)]
        for future in as_completed(waiting):
            for outcome in future.result():
                checker.outcomes[outcome.source] = outcome
                if done is not None:
                    done(outcome.source)
    except BaseException:
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            left.append(process.pid)
            process.kill()
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


def _slices(sources: list[Source], jobs: int) -> Iterator[list[Source]]:
    sizes = [_size(source) for source in sources]
    most = max(1, sum(sizes) // (jobs * 4))
    part: list[Source] = []
    weight = 0
    for source, size in zip(sources, sizes, strict=True):
        part.append(source)
        weight += size
        if weight >= most:
            yield part
            part, weight = [], 0
    if part:
        yield part


def _size(source: Source) -> int:
    try:
        return os.stat(source.path or "").st_size + 200
    except (OSError, ValueError):
        return 200

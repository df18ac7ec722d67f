"""One task on many items: in worker processes for what computes, on asyncio for what waits.

Limits belong to the run, not to the program: a run inside a task of another has workers of its own and cannot
wait for those of the outer one, so nesting never locks; m tasks that each run m tasks are m × m at once.
What several runs must share, such as one service's rate, is passed to them (`RateLimit`).
"""

from medgen_assets.concurrency.batches import BatchLimits, BatchProcessor, BatchResult
from medgen_assets.concurrency.outcomes import Done, Failed, Outcome, TooManyFailed
from medgen_assets.concurrency.processes import Task, ordered_map
from medgen_assets.concurrency.rates import RateLimit
from medgen_assets.concurrency.streams import StreamProcessor
from medgen_assets.concurrency.worker import Tell, WorkerEnded
from medgen_assets.concurrency.workers import ProcessWorkers, WorkerDied

__all__ = [
    "BatchLimits",
    "BatchProcessor",
    "BatchResult",
    "Done",
    "Failed",
    "Outcome",
    "ProcessWorkers",
    "RateLimit",
    "StreamProcessor",
    "Task",
    "Tell",
    "TooManyFailed",
    "WorkerDied",
    "WorkerEnded",
    "ordered_map",
]

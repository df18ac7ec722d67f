"""Round numbers for axes."""

from math import ceil, floor, log10


def round_ticks(largest: float, about: int = 5) -> list[float]:
    """0 and further round whole numbers up to the first that is not below `largest`, at most `about` + 1."""
    if largest <= 0:
        return [0.0, 1.0]
    rough = max(largest / about, 1.0)
    magnitude = 10.0 ** floor(log10(rough))
    steps = [magnitude * factor for factor in (1, 2, 2.5, 5, 10)]
    step = next(step for step in steps if step >= rough and step == int(step))
    return [step * number for number in range(ceil(largest / step - 1e-9) + 1)]

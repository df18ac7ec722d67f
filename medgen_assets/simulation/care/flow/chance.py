"""The draws of casualties, asked for one at a time: SplitMix64 as in `simulation.draws`, bit for bit (tested)."""

from medgen_assets.simulation.care.flow.layout import KEYS, ROLES, Memory

GOLDEN_GAMMA = 0x9E3779B97F4A7C15
FIRST_MULTIPLIER = 0xBF58476D1CE4E5B9
SECOND_MULTIPLIER = 0x94D049BB133111EB
WORD = (1 << 64) - 1


def wide(memory: Memory, place: int) -> int:
    """A number of up to 64 bits, kept as two: the upper ones, and the lower 32 with a sign."""
    return (memory[place] << 32) + memory[place + 1]


def drawn(memory: Memory, decision: int, role: int, patient_id: int) -> int:
    """A whole number in [0, 2^52), evenly: the draw of a casualty for a decision at a role."""
    bits = (
        wide(memory, memory[KEYS] + (decision * ROLES + role) * 2) + (patient_id + 1) * GOLDEN_GAMMA
    ) & WORD
    bits = ((bits ^ (bits >> 30)) * FIRST_MULTIPLIER) & WORD
    bits = ((bits ^ (bits >> 27)) * SECOND_MULTIPLIER) & WORD
    return (bits ^ (bits >> 31)) >> 12


def spread(draw: int, low: int, high: int) -> int:
    """A whole number in [low, high), by the upper bits of a draw."""
    return low + (((draw >> 32) * (high - low)) >> 20)


def quantile(memory: Memory, draw: int, table: int) -> int:
    """The entry of the table of 1,024 quantiles at an address that a draw chooses."""
    return memory[table + (draw >> 42)]

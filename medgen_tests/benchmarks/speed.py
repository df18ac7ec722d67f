"""Times whole persons of the model beside Faker's and, where it is installed, mimesis's, in one run.

`python -m medgen_tests.benchmarks.speed` prints CPU seconds a million people. Ours have nation, sex, birth date,
age, rank with title, branch, post, unit, names in two spellings, service and identity number, blood group and
body; the others are asked for given name, surname, birth date and one number.
"""

import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import numpy as np
import polars as pl
from faker import Faker

from medgen_assets.reference.nations import nation_codes
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.demographics import persons
from medgen_assets.simulation.edge_cases import models
from medgen_assets.simulation.engine import Exercise, exercise_of
from medgen_assets.vocabulary import CasualtyClass

MILLION = 1_000_000
CHUNK = 20_000
OTHERS = 10_000
"""People asked of the others; their time grows in proportion."""


def everywhere() -> Exercise:
    """An exercise with all nations in equal parts."""
    shares = dict.fromkeys(nation_codes(), 100 / len(nation_codes()))
    front = {"name": "front", "share": 1.0, "nations": shares}
    document = {"name": "speed", "total_patients": MILLION, "seed": 7, "fronts": [front]}
    return exercise_of(Scenario.model_validate(document).resolved())


def ours(people: int, exercise: Exercise) -> None:
    """Draw people chunk by chunk."""
    for first in range(0, people, CHUNK):
        ids = np.arange(first, first + CHUNK, dtype=np.int64)
        classes = np.array([str(name) for name in CasualtyClass])[ids % len(CasualtyClass)]
        incident = pl.DataFrame({"front": ["front"] * CHUNK, "casualty_class": classes}).with_columns(
            injured_at=pl.lit(exercise.scenario.start)
        )
        persons(exercise, ids, models(ids, torture=False), incident, incident)


def fakers(locale: str) -> None:
    """Ask Faker for people."""
    faker = Faker(locale)
    for _ in range(OTHERS):
        faker.first_name(), faker.last_name(), faker.date_of_birth(), faker.ssn()


def mimesis_people(locale: str) -> None:
    """Ask mimesis for people."""
    person = import_module("mimesis").Person(locale)
    for _ in range(OTHERS):
        person.first_name(), person.last_name(), person.birthdate(), person.identifier()


def cpu_seconds(work: Callable[[], None]) -> float:
    """CPU seconds of all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    exercise = everywhere()
    ours(CHUNK, exercise)
    print(f"medgen, all nations: {cpu_seconds(lambda: ours(MILLION, exercise)):.1f} s")  # noqa: T201
    for locale in ("en_US", "de_DE", "pl_PL"):
        seconds = cpu_seconds(lambda locale=locale: fakers(locale)) * MILLION / OTHERS
        print(f"Faker {locale}: {seconds:.0f} s")  # noqa: T201
    for locale in ("en", "de", "pl") if find_spec("mimesis") else ():
        seconds = cpu_seconds(lambda locale=locale: mimesis_people(locale)) * MILLION / OTHERS
        print(f"mimesis {locale}: {seconds:.0f} s")  # noqa: T201

"""Random numbers stay put."""

import numpy as np

from medgen_assets.simulation.draws import Draws, chosen, splitmix64, triangular

IDS = np.arange(100_000, dtype=np.int64)


def test_the_generator_gives_the_published_numbers_of_splitmix64():
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]

    assert splitmix64(np.uint64(1234567), np.arange(3, dtype=np.uint64)).tolist() == published


def test_a_draw_depends_on_its_id_alone_and_not_on_its_neighbours():
    whole = Draws(7).for_casualties("blood group", IDS)

    assert (
        whole[[99_999, 5, 500]] == Draws(7).for_casualties("blood group", np.array([99_999, 5, 500]))
    ).all()


def test_another_seed_decision_or_slot_gives_other_numbers():
    base = Draws(7).for_casualties("sex", IDS)
    others = [
        Draws(8).for_casualties("sex", IDS),
        Draws(7).for_casualties("age", IDS),
        Draws(7).for_casualties("sex", IDS, slot=1),
    ]

    assert all(abs(np.corrcoef(base, other)[0, 1]) < 0.02 for other in others)


def test_keyed_draws_are_the_draws_of_their_decisions():
    draws = Draws(7)
    keys = np.array([draws.key("first"), draws.key("second")])

    assert draws.keyed(keys, np.array([3, 4])).tolist() == [
        draws.for_casualties("first", np.array([3]))[0],
        draws.for_casualties("second", np.array([4]))[0],
    ]


def test_uniform_numbers_fill_the_unit_interval_evenly():
    counts = np.histogram(Draws(1).for_casualties("anything", IDS), bins=100, range=(0, 1))[0]
    chi_square = ((counts - 1000) ** 2 / 1000).sum()

    assert 50 < chi_square < 160


def test_choices_follow_their_weights_and_never_take_a_weight_of_zero():
    picked = chosen(Draws(3).for_casualties("choice", IDS), np.array([1.0, 0.0, 3.0, 0.0]))

    assert np.bincount(picked, minlength=4)[[1, 3]].tolist() == [0, 0]
    assert abs((picked == 2).mean() - 0.75) < 0.01


def test_the_largest_uniform_number_still_chooses_the_last_positive_weight():
    assert chosen(np.array([1.0 - 2.0**-52]), np.array([0.1] * 7 + [0.0]))[0] == 6


def test_triangular_quantiles_keep_their_bounds_and_their_mode():
    values = triangular(np.linspace(0, 1, 1001)[:-1], 41, 95, 210)

    assert values.min() == 41
    assert values.max() < 210
    assert abs(values.mean() - (41 + 95 + 210) / 3) < 0.5

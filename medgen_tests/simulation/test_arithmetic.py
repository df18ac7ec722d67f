"""Our own logarithm, exponential and quantiles agree with the textbook ones, and have the same bits everywhere."""

import hashlib
from statistics import NormalDist

import numpy as np

from medgen_assets.simulation import arithmetic

REALS = np.linspace(1e-9, 50, 100_001)
UNIFORMS = np.linspace(1e-6, 1 - 1e-6, 2_001)


def test_the_logarithm_is_the_logarithm():
    assert np.abs(arithmetic.natural_log(REALS) - np.log(REALS)).max() < 1e-14


def test_the_exponential_is_the_exponential():
    values = np.linspace(-50, 50, 100_001)

    assert (np.abs(arithmetic.exponential(values) - np.exp(values)) / np.exp(values)).max() < 1e-13


def test_the_normal_quantile_is_that_of_the_standard_library():
    wanted = np.array([NormalDist().inv_cdf(uniform) for uniform in UNIFORMS])

    assert np.abs(arithmetic.normal_quantile(UNIFORMS) - wanted).max() < 1e-8


def test_the_lognormal_has_the_mean_and_variation_asked_for():
    values = arithmetic.lognormal_quantile((np.arange(200_000) + 0.5) / 200_000, 3.0, 0.8)

    assert abs(values.mean() - 3.0) < 0.01
    assert abs(values.std() / values.mean() - 0.8) < 0.02


def test_the_exponential_quantile_has_its_mean():
    assert (
        abs(arithmetic.exponential_quantile((np.arange(100_000) + 0.5) / 100_000, 36.0).mean() - 36.0) < 0.01
    )


def test_the_bits_are_the_same_on_every_machine():
    values = [
        arithmetic.natural_log(REALS),
        arithmetic.exponential(REALS),
        arithmetic.normal_quantile(UNIFORMS),
        arithmetic.lognormal_quantile(UNIFORMS, 1.0, 0.6),
    ]

    assert hashlib.sha256(b"".join(v.tobytes() for v in values)).hexdigest() == PINNED


PINNED = "ee7e56c62a4f74c09eea7b29307d05615d6b49e764cb7283e6afc78619fc51c6"

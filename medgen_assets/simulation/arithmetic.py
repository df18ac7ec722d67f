"""Logarithm, exponential and normal quantile that give the same bits on every machine.

The C library's exp and log differ in the last bit between machines, so the model makes its own from
+ - x / and square root alone, and sums in a fixed order.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]

LN_2: Final = 0.6931471805599453
SQRT_HALF: Final = 0.7071067811865476
LOG_TERMS: Final = 14
EXP_TERMS: Final = 16


def natural_log(values: Reals) -> Reals:
    """Natural logarithm of positive numbers; absolute error below 1e-14 times max(1, |result|).

    x = m 2^e with m in [sqrt 1/2, sqrt 2); ln m = 2 artanh((m-1)/(m+1)) by its odd series.
    """
    mantissa, exponent = np.frexp(values)
    small = mantissa < SQRT_HALF
    mantissa = np.where(small, mantissa * 2.0, mantissa)
    whole = exponent - small
    ratio = (mantissa - 1.0) / (mantissa + 1.0)
    square = ratio * ratio
    series = np.full_like(ratio, 1.0 / (2 * LOG_TERMS + 1))
    for term in range(LOG_TERMS - 1, -1, -1):
        series *= square
        series += 1.0 / (2 * term + 1)
    series *= 2.0 * ratio
    series += whole * LN_2
    return series


def exponential(values: Reals) -> Reals:
    """Powers of e: e to the power of `values` within +-700; relative error below 1e-13.

    x = k ln 2 + r with |r| <= ln 2 / 2; Taylor series of e^r, scaled by 2^k.
    """
    whole = np.floor(values / LN_2 + 0.5)
    rest = values - whole * LN_2
    series = np.ones_like(rest)
    for term in range(EXP_TERMS, 0, -1):
        series *= rest
        series /= term
        series += 1.0
    return np.ldexp(series, whole.astype(np.int64))


def power(base: Reals, exponent: float) -> Reals:
    """Positive `base` to a real exponent."""
    return exponential(exponent * natural_log(base))


def exponential_quantile(uniforms: Reals, mean: Reals | float) -> Reals:
    """Quantiles of the exponential distribution."""
    return -mean * natural_log(1.0 - uniforms)


CENTRE_TOP: Final = (
    -3.969683028665376e01, 2.209460984245205e02, -2.759285104469687e02,
    1.383577518672690e02, -3.066479806614716e01, 2.506628277459239e00,
)  # fmt: skip
CENTRE_BOTTOM: Final = (
    -5.447609879822406e01, 1.615858368580409e02, -1.556989798598866e02,
    6.680131188771972e01, -1.328068155288572e01, 1.0,
)  # fmt: skip
TAIL_TOP: Final = (
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e00,
    -2.549732539343734e00, 4.374664141464968e00, 2.938163982698783e00,
)  # fmt: skip
TAIL_BOTTOM: Final = (
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e00, 3.754408661907416e00, 1.0,
)  # fmt: skip
TAIL: Final = 0.02425


def polynomial(coefficients: Sequence[float], values: Reals) -> Reals:
    """Value of a polynomial, highest power first (Horner)."""
    result = np.full_like(values, coefficients[0])
    for coefficient in coefficients[1:]:
        result *= values
        result += coefficient
    return result


def normal_quantile(uniforms: Reals) -> Reals:
    """Quantiles of the standard normal distribution; relative error below 1.2e-9.

    Source: P. J. Acklam's rational approximation (2003), its published coefficients.
    """
    uniforms = np.clip(uniforms, 2.0**-53, 1.0 - 2.0**-53)
    centred = uniforms - 0.5
    square = centred * centred
    quantiles: Reals = centred * polynomial(CENTRE_TOP, square) / polynomial(CENTRE_BOTTOM, square)
    outer = np.minimum(uniforms, 1.0 - uniforms)
    far = np.flatnonzero(outer < TAIL)
    depth = np.sqrt(-2.0 * natural_log(outer[far]))
    tail = polynomial(TAIL_TOP, depth) / polynomial(TAIL_BOTTOM, depth)
    quantiles[far] = np.where(centred[far] < 0, tail, -tail)
    return quantiles


def lognormal_quantile(uniforms: Reals, mean: float, variation: float) -> Reals:
    """Quantiles of the lognormal distribution with this mean and coefficient of variation."""
    variance = float(natural_log(np.array([1.0 + variation * variation]))[0])
    shift = float(natural_log(np.array([mean]))[0]) - variance / 2.0
    return exponential(shift + sqrt(variance) * normal_quantile(uniforms))

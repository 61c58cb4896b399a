"""Regression on days with AR(1) noise, adjusted for level, smooth trend and weekdays.

Days are few, drift, and resemble the day before; each of these alone makes "better with than without" out of nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from heartdata.practices.thresholds import limit

Array = NDArray[np.float64]

_PHIS: Final = tuple(round(0.05 * step, 2) for step in range(17))
_MAD_TO_SD: Final = 1.4826
_WEEKDAYS: Final = np.arange(7)


@dataclass(frozen=True)
class Estimate:
    """The difference on days with something, adjusted for the rest of the model."""

    value: float  # in the units of the outcome; NaN if unknown
    error: float  # standard error, same units
    df: int
    sd: float  # day-to-day SD around trend and weekdays, same units
    n_with: int  # days that the estimate rests on
    n_without: int

    @property
    def t(self) -> float:
        """Estimate over standard error; NaN where there is none."""
        return self.value / self.error if self.error > 0 else math.nan


def background(
    places: NDArray[np.int64], weekdays: NDArray[np.int64], *, waves: bool = True, period: float | None = None
) -> tuple[Array, Array]:
    """Design columns for level, trend with waves down to `period` days, weekend and weekdays, with their penalties."""
    span = int(places[-1] - places[0]) + 1
    at = (places - places[0] + 0.5) / span
    bends = int(2 * span / (period or limit("drift_period"))) if waves else 0
    wavy = np.cos(math.pi * np.arange(2, bends + 1) * at[:, None])
    seven = (weekdays[:, None] == _WEEKDAYS) - 1 / 7
    columns = np.column_stack((np.ones(len(places)), at - 0.5, wavy, (weekdays >= 5) - 2 / 7, seven))
    penalties = np.zeros(columns.shape[1])
    penalties[-len(_WEEKDAYS) :] = limit("weekday_sd") ** -2
    return columns, penalties


def whitened(matrix: Array, places: NDArray[np.int64], phi: float) -> Array:
    """Whiten rows with AR(1) noise, allowing for missing days between them."""
    kept = phi ** np.diff(places).astype(float)
    scale = np.sqrt(1 - kept**2)
    out = np.array(matrix, dtype=float)
    shape = (-1,) + (1,) * (out.ndim - 1)
    out[1:] = (matrix[1:] - kept.reshape(shape) * matrix[:-1]) / scale.reshape(shape)
    return out


def winsorise(y: Array, columns: Array, penalties: Array) -> Array:
    """Pull outlying days towards the fit."""
    fitted = columns @ _solve(columns, y, penalties)
    rest = y - fitted
    spread = _MAD_TO_SD * float(np.median(np.abs(rest - np.median(rest))))
    bound = limit("clip") * (spread or float(rest.std()) or 1.0)
    pulled: Array = fitted + np.clip(rest, -bound, bound)
    return pulled


def inertia(y: Array, columns: Array, penalties: Array, places: NDArray[np.int64]) -> float:
    """Estimate the lag-1 autocorrelation."""
    phis, gaps = np.array(_PHIS), np.diff(places).astype(float)
    kept = phis[:, None] ** gaps
    size, log_det = _penalised_fits(y, columns, penalties, kept)
    freedom = max(len(y) - int((penalties == 0).sum()), 1)
    logs = np.log1p(-(kept**2)).sum(axis=1)
    likelihood = -0.5 * (logs + log_det + freedom * np.log(np.maximum(size / freedom, 1e-12)))
    likelihood -= 0.5 * ((phis - limit("phi")) / limit("phi_sd")) ** 2
    return _PHIS[int(np.argmax(likelihood))]


def _penalised_fits(y: Array, columns: Array, penalties: Array, kept: Array) -> tuple[Array, Array]:
    """Squared rest and log determinant of the fit, whitened for each row of `kept`, all at once."""
    both = np.column_stack([columns, y])
    white = np.empty((len(kept), *both.shape))
    white[:, 0] = both[0]
    white[:, 1:] = (both[1:] - kept[:, :, None] * both[:-1]) / np.sqrt(1 - kept**2)[:, :, None]
    wc, wy = white[:, :, :-1], white[:, :, -1:]
    turned = wc.transpose(0, 2, 1)
    variance = np.maximum(np.var(wy[:, :, 0], axis=1), 1e-9)
    normal = turned @ wc + (np.eye(len(penalties)) * (penalties * variance[:, None] + 1e-9)[:, None, :])
    rest = (wy - wc @ np.linalg.solve(normal, turned @ wy))[:, :, 0]
    return (rest**2).sum(axis=1), np.linalg.slogdet(normal)[1]


def _variance(y: Array) -> float:
    return max(float(np.var(y)), 1e-9)


def _solve(columns: Array, y: Array, penalties: Array) -> Array:
    # The prior of weekdays is in own SD, hence scaled by the outcome's variance.
    normal = columns.T @ columns + np.diag(penalties * _variance(y) + 1e-9)
    return np.asarray(np.linalg.solve(normal, columns.T @ y), dtype=float)


def effect_of(
    y: Array,
    x: Array,
    places: NDArray[np.int64],
    weekdays: NDArray[np.int64],
    *,
    beside: Array | None = None,
    phi: float | None = None,
    waves: bool = True,
) -> Estimate:
    """Estimate how much days with something differ, adjusted for level, trend, weekday and inertia."""
    n_with = int((x > 0).sum())
    counts = (n_with, len(x) - n_with)
    nothing = Estimate(math.nan, math.nan, 0, math.nan, *counts)
    if min(counts) < 2:
        return nothing
    columns, penalties = background(places, weekdays, waves=waves)
    if beside is not None:
        columns = np.column_stack([columns, beside])
        penalties = np.append(penalties, np.zeros(columns.shape[1] - len(penalties)))
    df = len(y) - int((penalties == 0).sum()) - 1
    if df < 5 or np.ptp(y) == 0:
        return nothing
    if phi is None:
        y = winsorise(y, columns, penalties)
        phi = inertia(y, columns, penalties, places)
    white = whitened(np.column_stack((y, x, columns)), places, phi)
    stacked = residuals(white[:, :2], white[:, 2:], penalties * _variance(white[:, 0]))
    ry, rx = stacked[:, 0], stacked[:, 1]
    power = float(rx @ rx)
    if power < 1e-6 * len(y):
        return nothing
    value = float(rx @ ry) / power
    left = ry - value * rx
    variance = float(left @ left) / df
    return Estimate(value, math.sqrt(variance / power), df, math.sqrt(variance), *counts)


def residuals(targets: Array, columns: Array, penalties: Array) -> Array:
    """Regress several columns on the background and return what is left."""
    held = penalties > 0
    prior = np.diag(np.sqrt(penalties))[held]
    design = np.vstack([columns, prior])
    padded = np.vstack([targets, np.zeros((len(prior), targets.shape[1]))])
    basis, sizes, _ = np.linalg.svd(design, full_matrices=False)
    basis = basis[:, sizes > 1e-9 * sizes[0]]
    left: Array = padded - basis @ (basis.T @ padded)
    return left


def student_tail(t: float, df: int) -> float:
    """Return the upper tail probability of Student's t.

    G. W. Hill (1970), Algorithm 395: Student's t-distribution, doi:10.1145/355598.355599
    """
    if math.isnan(t) or df < 1:
        return math.nan
    a = df - 0.5
    b = 48 * a * a
    z2 = a * math.log1p(t * t / df)
    z = math.sqrt(z2)
    z += (((-0.4 * z2 - 3.3) * z2 - 24) * z2 - 85.5) / (0.8 * z2 * z2 + 100 + b) * z / b + (z2 + 3) * z / b
    tail = 0.5 * math.erfc(z / math.sqrt(2))
    return tail if t >= 0 else 1 - tail


@lru_cache(maxsize=1024)
def student_quantile(tail: float, df: int) -> float:
    """Return the value that Student's t exceeds with the probability `tail`, below one half."""
    low, high = 0.0, 1e4
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if student_tail(middle, df) > tail else (low, middle)
    return (low + high) / 2


def one_sided_p(estimate: Estimate, *, better: int = 1) -> float:
    """Return the one-sided p value of an estimate."""
    return student_tail(better * estimate.t, estimate.df)

"""What lies on top of the course: day-to-day noise, the drift of the usual level, a weekend lift and slow waves.

One class holds one assumption about the size of somebody's ups and downs (`sd`, which is also the unit of the gap),
their inertia, whether there are slow waves, and by how much the ups and downs have changed. Given a class, everything
is Gaussian and tracked by a Kalman filter whose covariance is shared by all particles of the class.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]

NOISE, WAVE, USUAL, WEEKEND = range(4)  # the Gaussian states; those that fade from day to day come first


@dataclass
class Classes:
    """Noise classes side by side; the last axis of `cov` is the class."""

    sd: Array  # [0-10]
    phi: Array
    wave: Array  # variance of the slow wave [sd^2]
    assumption: NDArray[np.int64]  # how strongly further measures share the course
    swing: Array  # factor on the variance of the day-to-day noise
    fading: NDArray[np.bool_]  # whether that factor goes back to 1
    cov: Array  # (4, 4, classes) of (day noise, slow wave, error of the usual, weekend lift)

    def __post_init__(self) -> None:
        self._fresh = 1 - self.phi**2

    def take(self, index: NDArray[np.int64]) -> Classes:
        """Return the classes at `index`."""
        return Classes(
            self.sd[index], self.phi[index], self.wave[index], self.assumption[index], self.swing[index],
            self.fading[index], self.cov[:, :, index].copy(),
        )  # fmt: skip

    def prepare(self, wave_decay: float, fade: float, drift: float, columns: int) -> None:
        """Set what a day does to the covariance, and to the means of each class's particles, so many of them."""
        factor = np.ones((4, len(self.sd)))
        factor[NOISE], factor[WAVE] = self.phi, wave_decay
        self._decay = factor[:, None] * factor[None, :]
        self._fade, self._fades = np.where(self.fading, fade, 1.0), bool(self.fading.any())
        self._growth = np.zeros_like(factor)
        self._growth[USUAL], self._growth[WAVE] = drift, self.wave * (1 - wave_decay**2)
        if not self._fades:
            self._grow_noise()
        self._variance = self.cov.reshape(16, -1)[::5]  # a view of the diagonal
        self.step = factor[:USUAL].astype(np.float32).repeat(columns).reshape(USUAL, -1)

    def advance(self) -> None:
        """One day later."""
        self.cov *= self._decay
        if self._fades:
            self._grow_noise()
        self._variance += self._growth

    def _grow_noise(self) -> None:
        self.swing = 1 + (self.swing - 1) * self._fade
        self._growth[NOISE] = self._fresh * self.swing

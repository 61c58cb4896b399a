import numpy as np

from heartdata.signs.estimators import towards_normal, z_of_skewed


def test_distances_become_standard_normal() -> None:
    assert towards_normal(np.array([2.228]), np.array([10.0])).round(2).tolist() == [1.96]
    assert z_of_skewed(np.array([3.6]), np.array([4.13]), np.array([0.1]), np.array([0.0])).round(1).tolist() == [2.2]

from heartdata.datasets.export_formats import points


def test_points_as_daylio_writes_them() -> None:
    assert (points("energy", 6), points("calm", 6)) == ("6/10 points", "4/10 points")

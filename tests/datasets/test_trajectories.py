from heartdata.datasets.trajectories import state_of


def test_state_of_gap_and_pace() -> None:
    assert state_of(1.2, 0.02, fallen=False) == "stuck"
    assert state_of(1.2, 0.4, fallen=False) == "improving"
    assert state_of(0.5, 0.4, fallen=False) == ""

from heartdata.practices.ar1_regression import student_tail


def test_tail_of_students_t() -> None:
    assert round(student_tail(2.0, 10), 4) == 0.0367

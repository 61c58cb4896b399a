from __future__ import annotations

import re

import numpy as np
import pytest
import sklearn.feature_extraction.text  # noqa: F401 - loads ssl, which cannot be done with sockets blocked

from benchmarks.diary_text import diary
from heartdata.signs.text.repetition import FIRST_ENTRIES, inverse_document_frequency, of_length_one, retelling
from heartdata.signs.text.words import Rows, numbered


def words(texts: list[str]) -> Rows:
    return numbered(re.findall(r"[^\W\d_]+", text.lower()) for text in texts)


def area(positive: np.ndarray, negative: np.ndarray) -> float:
    return float((positive[:, None] > negative[None, :]).mean() + 0.5 * (positive[:, None] == negative[None, :]).mean())


@pytest.mark.slow
def test_planted_repetition_is_distinguished_from_same_topic() -> None:
    areas = []
    for seed in range(8):
        texts, labels = diary(np.random.default_rng([900, seed]), 150)
        scores = retelling(words(texts))
        known = np.isfinite(scores)
        areas.append(area(scores[known & (labels == 2)], scores[known & (labels == 1)]))
    assert np.mean(areas) >= 0.88  # .91 to .92 over many seeds; single diaries of 150 entries vary by .04


def test_a_score_does_not_change_when_entries_are_added() -> None:
    texts, _ = diary(np.random.default_rng(1), 180)
    whole = retelling(words(texts))
    for length in (13, 40, 111):
        np.testing.assert_array_equal(retelling(words(texts[:length])), whole[:length])


def test_length_alone_is_not_repetition() -> None:
    # Random words from one large vocabulary: long entries share more of them by chance.
    rng = np.random.default_rng(2)
    vocabulary = [f"w{i}" for i in range(3000)]
    lengths = rng.integers(50, 400, size=250)
    scores = retelling(numbered(rng.choice(vocabulary, n) for n in lengths))
    known = np.isfinite(scores)
    assert abs(np.corrcoef(scores[known], lengths[known])[0, 1]) < 0.3


def test_the_first_entries_have_no_score() -> None:
    texts, _ = diary(np.random.default_rng(3), 40)
    assert np.isnan(retelling(words(texts))[:FIRST_ENTRIES]).all()


@pytest.mark.parametrize(
    "entries", [[], [[]], [[]] * 30, [["a"]] * 30, [["a", "b"]] * 30, [[str(i)] for i in range(30)]]
)
def test_degenerate_diaries_raise_nothing(entries: list[list[str]]) -> None:
    scores = retelling(numbered(entries))
    assert len(scores) == len(entries)
    assert not np.isinf(scores).any()


def test_words_weigh_as_in_scikit_learn() -> None:
    """The measure is scikit-learn's TF-IDF, worked out without importing it."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfTransformer

    rng = np.random.default_rng(31)
    counts = csr_matrix(rng.poisson(0.4, (60, 200)).astype(float))
    counts.data = 1 + np.log(counts.data)
    transformer = TfidfTransformer().fit(counts)
    occurs = np.bincount(counts.indices, minlength=200)
    weight = inverse_document_frequency(occurs, 60)
    np.testing.assert_allclose(weight, transformer.idf_, rtol=1e-14)
    entry = np.repeat(np.arange(60), np.diff(counts.indptr))
    weighted = of_length_one(counts.data * weight[counts.indices], entry)
    np.testing.assert_allclose(weighted, transformer.transform(counts).data, rtol=1e-12)


def test_few_short_entries_have_no_score() -> None:
    assert np.isnan(retelling(numbered([["one", "two"]] * 3))).all()

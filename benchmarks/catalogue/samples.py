"""Samples made equal in number, and series that are told forth."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = "10 000 rows of 20 columns, one in ten of the other class"
SAMPLERS = (
    "over_sampling.SMOTE over_sampling.ADASYN over_sampling.RandomOverSampler"
    " under_sampling.RandomUnderSampler combine.SMOTEENN combine.SMOTETomek"
)


@subject("imblearn", "imbalanced-learn")
def _imblearn() -> Iterator[Case]:
    make = import_module("sklearn.datasets").make_classification
    rows, labels = make(10_000, 20, weights=[0.9], random_state=1)
    for path in SAMPLERS.split():
        module, _, name = path.partition(".")
        sampler = getattr(import_module(f"imblearn.{module}"), name)(random_state=1)
        where, call = f"imblearn.{path}", partial(sampler.fit_resample, rows, labels)
        yield Case(f"{where}.fit_resample", ROWS, call)
        yield Case(f"{where}.fit_sample", f"{ROWS}, by its newer name `fit_resample`", call)


@subject("pmdarima", "pmdarima")
def _pmdarima() -> Iterator[Case]:
    np, pmdarima = import_module("numpy"), import_module("pmdarima")
    make = np.random.default_rng(1)
    points = np.sin(np.arange(200) / 7) + np.arange(200) / 100 + make.normal(0, 0.1, 200)
    at, where = "200 points, order (2, 1, 2)", "pmdarima.ARIMA"

    def fresh() -> object:
        return pmdarima.ARIMA(order=(2, 1, 2), suppress_warnings=True)

    yield Case(f"{where}.fit", at, lambda: fresh().fit(points))  # type: ignore[attr-defined]
    yield Case(f"{where}.fit_predict", at, lambda: fresh().fit_predict(points))  # type: ignore[attr-defined]
    known = pmdarima.ARIMA(order=(2, 1, 2), suppress_warnings=True).fit(points)
    yield from alike(where, known, "predict", "twelve steps", 12)
    yield from alike(where, known, "predict_in_sample", at)

    def updated() -> None:
        model = pmdarima.ARIMA(order=(2, 1, 2), suppress_warnings=True).fit(points[:188])
        model.update(points[188:])

    yield Case(f"{where}.update", "twelve points more than 188, with their fit", updated)
    yield Case(
        "pmdarima.auto_arima", "200 points", lambda: pmdarima.auto_arima(points, error_action="ignore")
    )

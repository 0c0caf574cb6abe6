"""Functions of scikit-learn, boosted trees, statistics, and explanations, on the table of `estimators`."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.estimators import ONE_ROW, ROWS, Untyped, estimator, table
from benchmarks.catalogue.inputs import text
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

TREES = f"{ONE_ROW}, 100 trees"
ROUNDS = f"{ROWS}, 100 rounds"
ONE_FRAME = "one row of a data frame of 20 columns"

OF_CLASSES = (
    "accuracy_score f1_score precision_score recall_score precision_recall_fscore_support confusion_matrix"
    " classification_report"
)
OF_SCORES = "log_loss roc_auc_score roc_curve"
OF_NUMBERS = "mean_squared_error mean_absolute_error r2_score"
PAIRWISE = (
    "cosine_similarity cosine_distances euclidean_distances linear_kernel pairwise_distances rbf_kernel"
    " manhattan_distances"
)


@subject("sklearn", "scikit-learn")
def _sklearn() -> Iterator[Case]:
    np, made = import_module("numpy"), table()
    metrics, pairwise = import_module("sklearn.metrics"), import_module("sklearn.metrics.pairwise")
    linear = estimator("linear_model.LogisticRegression")
    likely = linear.fit(made.rows, made.labels).predict_proba(made.rows)[:, 1]
    guesses, at = (likely > 0.3).astype(int), "1 000 labels"  # noqa: PLR2004 - wrong at times
    base = "sklearn.metrics"
    yield from alike(base, metrics, OF_CLASSES, at, made.labels, guesses)
    yield from alike(base, metrics, OF_SCORES, at, made.labels, likely)
    yield from alike(base, metrics, OF_NUMBERS, "1 000 numbers", made.sums, made.sums + 0.1)
    call = partial(metrics.silhouette_score, made.rows, made.labels)
    yield Case("sklearn.metrics.silhouette_score", ROWS, call)
    make = np.random.default_rng(1)
    wide, many = make.random((1000, 100)), make.random((10_000, 384))
    at = "1 000 by 1 000 rows of 100 columns"
    yield Case("sklearn.metrics.pairwise_distances", at, partial(metrics.pairwise_distances, wide))
    at = "one vector of 384 against 10 000"
    yield from alike(f"{base}.pairwise", pairwise, PAIRWISE, at, many[:1], many)
    call = partial(pairwise.haversine_distances, many[:1, :2], many[:, :2])
    yield Case("sklearn.metrics.pairwise.haversine_distances", "one place against 10 000", call)
    yield from _preparing()
    yield from _folds(linear)


def _preparing() -> Iterator[Case]:
    made, tools = table(), import_module("sklearn.preprocessing")
    for name in ("normalize", "scale", "minmax_scale", "binarize"):
        yield Case(f"sklearn.preprocessing.{name}", ONE_ROW, partial(getattr(tools, name), made.rows[:1]))
    call = partial(tools.label_binarize, made.labels, classes=[0, 1, 2])
    yield Case("sklearn.preprocessing.label_binarize", "1 000 labels", call)
    datasets, at = import_module("sklearn.datasets"), "1 000 rows"
    for name in ("make_classification", "make_regression", "make_blobs", "make_moons"):
        yield Case(f"sklearn.datasets.{name}", at, partial(getattr(datasets, name), 1000))
    split = import_module("sklearn.model_selection").train_test_split
    yield Case("sklearn.model_selection.train_test_split", at, lambda: split(made.rows, made.labels))


def _folds(linear: Untyped) -> Iterator[Case]:
    made, selection = table(), import_module("sklearn.model_selection")
    at = "five folds of 1 000 rows, a linear model"
    for name in ("cross_val_score", "cross_val_predict", "cross_validate", "learning_curve"):
        call = partial(getattr(selection, name), linear, made.rows, made.labels, cv=5)
        yield Case(f"sklearn.model_selection.{name}", at, call)
    call = partial(selection.validation_curve, linear, made.rows, made.labels, cv=5)
    values = {"param_name": "C", "param_range": [0.1, 1, 10]}
    yield Case("sklearn.model_selection.validation_curve", f"{at}, three values", partial(call, **values))


@subject("xgboost", "xgboost")
def _xgboost() -> Iterator[Case]:
    xgb, made = import_module("xgboost"), table()
    row, one = made.rows[:1], made.frame[:1].drop(columns="c0")
    fit = xgb.XGBClassifier(n_jobs=1).fit
    yield Case("xgboost.XGBModel.fit", ROUNDS, lambda: fit(made.rows, made.labels))
    model = xgb.XGBClassifier(n_jobs=1).fit(made.rows, made.labels)
    for name in ("predict", "predict_proba", "apply"):
        yield Case(f"xgboost.XGBModel.{name}", TREES, partial(getattr(model, name), row))
    data, asked, given = xgb.DMatrix(made.rows, made.labels, nthread=1), xgb.DMatrix(row), {"nthread": 1}
    yield Case("xgboost.DMatrix.__init__", ONE_FRAME, lambda: xgb.DMatrix(one, nthread=1))
    yield Case("xgboost.QuantileDMatrix.__init__", ONE_FRAME, lambda: xgb.QuantileDMatrix(one, nthread=1))
    yield Case("xgboost.train", ROUNDS, lambda: xgb.train(given, data, 100))
    yield Case("xgboost.cv", f"five folds of {ROUNDS}", lambda: xgb.cv(given, data, 100, nfold=5))
    booster = xgb.train(given, data, 100)
    yield Case("xgboost.Booster.predict", TREES, lambda: booster.predict(asked))
    yield Case("xgboost.Booster.inplace_predict", TREES, lambda: booster.inplace_predict(row))
    at, growing = f"one round on {ROWS}", xgb.train(given, data, 1)
    yield Case("xgboost.Booster.update", at, lambda: growing.update(data, 0))
    slope, level, other = made.sums - made.sums.mean(), made.sums * 0 + 1, xgb.train(given, data, 1)
    yield Case("xgboost.Booster.boost", at, lambda: other.boost(data, 0, grad=slope, hess=level))


@subject("lightgbm", "lightgbm")
def _lightgbm() -> Iterator[Case]:
    lgb, made = import_module("lightgbm"), table()
    row, given = made.rows[:1], {"num_threads": 1, "verbosity": -1}
    fit = lgb.LGBMClassifier(n_jobs=1, verbose=-1).fit
    yield Case("lightgbm.LGBMModel.fit", ROUNDS, lambda: fit(made.rows, made.labels))
    model = lgb.LGBMClassifier(n_jobs=1, verbose=-1).fit(made.rows, made.labels)
    yield Case("lightgbm.LGBMModel.predict", TREES, lambda: model.predict(row))
    yield Case("lightgbm.LGBMModel.predict_proba", TREES, lambda: model.predict_proba(row))
    yield Case("lightgbm.Booster.predict", TREES, lambda: model.booster_.predict(row))

    def data() -> Untyped:
        return lgb.Dataset(made.rows, made.labels, params=given)

    yield Case("lightgbm.Dataset.construct", ROWS, lambda: data().construct())
    yield Case("lightgbm.train", ROUNDS, lambda: lgb.train(given, data(), 100))
    call = partial(lgb.cv, given, nfold=5, num_boost_round=100, stratified=False)
    yield Case("lightgbm.cv", f"five folds of {ROUNDS}", lambda: call(data()))
    booster = lgb.train(given, data(), 100)
    yield Case("lightgbm.Booster.refit", ROUNDS, lambda: booster.refit(made.rows, made.labels))
    growing = lgb.Booster(given, data())
    yield Case("lightgbm.Booster.update", f"one round on {ROWS}", growing.update)


@subject("catboost", "catboost")
def _catboost() -> Iterator[Case]:
    cat, made = import_module("catboost"), table()
    given = {
        "iterations": 100,
        "thread_count": 1,
        "verbose": False,
        "allow_writing_files": False,
        "loss_function": "Logloss",
    }
    data, row, one = cat.Pool(made.rows, made.labels), made.rows[:1], made.frame[:1]
    base = "catboost.CatBoost"
    model = cat.CatBoostClassifier(**given).fit(data)
    for name in ("predict", "predict_proba", "predict_log_proba", "calc_leaf_indexes"):
        yield Case(f"{base}.{name}", TREES, partial(getattr(model, name), row))
    yield Case("catboost.Pool.__init__", ONE_FRAME, lambda: cat.Pool(one, cat_features=["c0"]))
    asked, at = cat.Pool(row), "SHAP values of one row, 100 trees"
    call = partial(model.get_feature_importance, asked, type="ShapValues", thread_count=1)
    yield Case(f"{base}.get_feature_importance", at, call)
    yield Case(f"{base}.score", f"{ROWS}, 100 trees", lambda: model.score(data))
    call = partial(model.eval_metrics, data, ["AUC"], thread_count=1)
    yield Case(f"{base}.eval_metrics", f"{ROWS}, 100 trees", call)
    yield Case(f"{base}.fit", ROUNDS, lambda: cat.CatBoostClassifier(**given).fit(data))
    yield Case("catboost.train", ROUNDS, lambda: cat.train(data, given))
    yield Case("catboost.cv", f"five folds of {ROUNDS}", lambda: cat.cv(data, given, fold_count=5))


def fitted(make: Untyped) -> object:
    """Fit a model that was not fitted before: it remembers much of the first time."""
    return make().fit()


@subject("statsmodels", "statsmodels")
def _statsmodels() -> Iterator[Case]:
    np, made, api = import_module("numpy"), table(), import_module("statsmodels.api")
    for name in ("OLS", "WLS", "GLM"):
        make = partial(getattr(api, name), made.sums, made.rows)
        yield Case(f"statsmodels.api.{name}.fit", ROWS, partial(fitted, make))
    noisy = made.labels ^ (made.rows[:, 0] > 0.8)  # noqa: PLR2004 - what is plainly divided has no fit
    logit = partial(api.Logit, noisy, made.rows)
    yield Case("statsmodels.api.Logit.fit", ROWS, lambda: logit().fit(disp=False))
    steps = np.arange(500)
    series = np.sin(steps / 12 * 2 * np.pi) + steps * 0.01 + np.random.default_rng(1).normal(0, 0.3, 500) + 5
    season = import_module("statsmodels.tsa.seasonal").seasonal_decompose
    name, at = "statsmodels.tsa.seasonal.seasonal_decompose", "500 points"
    yield Case(name, at, lambda: season(series, period=12))
    tools = import_module("statsmodels.tsa.stattools")
    for name in ("adfuller", "acf", "pacf", "kpss"):
        yield Case(f"statsmodels.tsa.stattools.{name}", at, partial(getattr(tools, name), series))
    both = np.stack([series, np.roll(series, 1)], axis=1)
    name = "statsmodels.tsa.stattools.grangercausalitytests"
    yield Case(name, f"{at}, four lags", lambda: tools.grangercausalitytests(both, 4))
    smooth = import_module("statsmodels.tsa.holtwinters").ExponentialSmoothing
    options = {"trend": "add", "seasonal": "add", "seasonal_periods": 12}
    name = "statsmodels.tsa.holtwinters.ExponentialSmoothing.fit"
    yield Case(name, f"{at}, a season of 12", lambda: smooth(series, **options).fit())
    arima = import_module("statsmodels.tsa.arima.model").ARIMA
    name = "statsmodels.tsa.arima.model.ARIMA.fit"
    yield Case(name, f"{at}, order (1, 1, 1)", lambda: arima(series, order=(1, 1, 1)).fit())
    sarimax = partial(api.tsa.SARIMAX, series, order=(1, 1, 1), seasonal_order=(1, 0, 0, 12))
    at = f"{at}, order (1, 1, 1), a season of 12"
    yield Case("statsmodels.api.tsa.SARIMAX.fit", at, lambda: sarimax().fit(disp=False))


@subject("shap", "shap")
def _shap() -> Iterator[Case]:
    shap, made = import_module("shap"), table()
    row, few = made.rows[:1], made.rows[:100]
    forest = estimator("ensemble.RandomForestClassifier").fit(made.rows, made.labels)
    linear = estimator("linear_model.LogisticRegression").fit(made.rows, made.labels)
    explainers = (
        ("Explainer", shap.Explainer(forest), TREES),
        ("TreeExplainer", shap.TreeExplainer(forest), TREES),
        ("LinearExplainer", shap.LinearExplainer(linear, few), f"{ONE_ROW}, a linear model"),
        (
            "KernelExplainer",
            shap.KernelExplainer(linear.predict_proba, few, silent=True),
            f"{ONE_ROW}, a linear model, 100 rows as background",
        ),
    )
    for name, explainer, at in explainers:
        yield Case(f"shap.{name}.shap_values", at, partial(explainer.shap_values, row))
        yield Case(f"shap.{name}.__call__", at, partial(explainer, row))


@subject("lime", "lime")
def _lime() -> Iterator[Case]:
    np, made = import_module("numpy"), table()
    forest = estimator("ensemble.RandomForestClassifier").fit(made.rows, made.labels)
    explainer = import_module("lime.lime_tabular").LimeTabularExplainer(made.rows)
    call = partial(explainer.explain_instance, made.rows[0], forest.predict_proba)
    name = "explain_instance"
    yield Case(f"lime.lime_tabular.LimeTabularExplainer.{name}", f"{TREES}, 5 000 samples", call)
    pipeline, documents = (
        import_module("sklearn.pipeline"),
        [text(50_000)[i : i + 500] for i in range(0, 50_000, 500)],
    )
    reader = pipeline.make_pipeline(
        estimator("feature_extraction.text.TfidfVectorizer"), estimator("linear_model.LogisticRegression")
    ).fit(documents, [i % 2 for i in range(len(documents))])
    words = import_module("lime.lime_text").LimeTextExplainer()
    call, at = (
        partial(words.explain_instance, documents[0], reader.predict_proba),
        "a text of 500 bytes, TF-IDF",
    )
    yield Case(f"lime.lime_text.LimeTextExplainer.{name}", f"{at} and a linear model, 5 000 samples", call)
    picture = np.random.default_rng(1).random((224, 224, 3))

    def brightness(pictures: Untyped) -> object:
        light = np.asarray(pictures).mean(axis=(1, 2, 3))
        return np.stack([light, 1 - light], axis=1)

    drawn = import_module("lime.lime_image").LimeImageExplainer().explain_instance
    at = "a picture of 224x224, 1 000 samples, without the model"
    yield Case(f"lime.lime_image.LimeImageExplainer.{name}", at, lambda: drawn(picture, brightness))


@subject("prophet", "prophet")
def _prophet() -> Iterator[Case]:
    """Yield what is asked of a fitted model; the fit is the work of another process."""
    np, pd = import_module("numpy"), import_module("pandas")
    import_module("matplotlib").use("Agg")
    plot = import_module("matplotlib.pyplot")
    days = pd.date_range("2024-01-01", periods=500)
    frame = pd.DataFrame({"ds": days, "y": np.sin(np.arange(500) / 7) + np.arange(500) / 100})
    model, at = import_module("prophet").Prophet().fit(frame), "500 points"
    yield Case("prophet.Prophet.make_future_dataframe", at, lambda: model.make_future_dataframe(30))
    yield Case("prophet.Prophet.predict", at, lambda: model.predict(frame))
    guess = model.predict(frame)

    def drawn(draw: Untyped) -> None:
        draw(guess)
        plot.close("all")

    for name in ("plot", "plot_components"):
        yield Case(f"prophet.Prophet.{name}", at, partial(drawn, getattr(model, name)))

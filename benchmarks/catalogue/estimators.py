"""Estimators of scikit-learn: each is learned once and asked for one row, as a service does."""

from __future__ import annotations

import functools
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Untyped = Any
"""What libraries make; they come without types."""
ONE_ROW = "one row of 20 columns"
ROWS = "1 000 rows of 20 columns"
THRESHOLD = 10
"""Half of the largest sum of twenty numbers below 1: two classes of equal size."""
PROBABILITIES = ("predict", "predict_proba", "predict_log_proba", "decision_function")
ASKED = (*PROBABILITIES, "score_samples")


class Table(NamedTuple):
    """What all estimators learn: numbers, two classes, a sum to guess, and the same as a data frame with one word."""

    rows: Any
    labels: Any
    sums: Any
    pairs: Any
    frame: Any


@functools.cache
def table() -> Table:
    """Make 1 000 rows of 20 columns."""
    np, pd = import_module("numpy"), import_module("pandas")
    make = np.random.default_rng(1)
    rows = make.random((1000, 20))
    sums = rows.sum(axis=1) + make.normal(0, 0.1, 1000)
    frame = pd.DataFrame(rows, columns=[f"c{i}" for i in range(20)])
    frame["c0"] = ["abcde"[i % 5] for i in range(1000)]
    labels = (rows.sum(axis=1) > THRESHOLD).astype(int)
    return Table(rows, labels, sums, np.stack([sums, rows[:, 0]], axis=1), frame)


def estimator(name: str, **options: object) -> Untyped:
    """Make an estimator by its name after `sklearn.`."""
    module, _, cls = name.rpartition(".")
    return getattr(import_module(f"sklearn.{module}"), cls)(**options)


def asked(name: str, model: Untyped, row: object, at: str, methods: Iterable[str] = ASKED) -> Iterator[Case]:
    """Yield a case for each of the methods that the learned model has."""
    for method in methods:
        if hasattr(model, method):
            yield Case(f"sklearn.{name}.{method}", at, partial(getattr(model, method), row))


REGRESSORS = (
    "ARDRegression BayesianRidge ElasticNet ElasticNetCV GammaRegressor HuberRegressor Lars LarsCV Lasso LassoCV"
    " LassoLars LassoLarsCV LassoLarsIC LinearRegression OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV"
    " PassiveAggressiveRegressor PoissonRegressor QuantileRegressor RANSACRegressor Ridge RidgeCV SGDRegressor"
    " TheilSenRegressor TweedieRegressor"
)
OF_PAIRS = "MultiTaskElasticNet MultiTaskElasticNetCV MultiTaskLasso MultiTaskLassoCV"
CLASSIFIERS = (
    "LogisticRegression LogisticRegressionCV PassiveAggressiveClassifier Perceptron RidgeClassifier"
    " RidgeClassifierCV SGDClassifier SGDOneClassSVM"
)


@subject("sklearn.linear_model", "scikit-learn")
def _linear_models() -> Iterator[Case]:
    made, options = table(), {"SGDClassifier": {"loss": "log_loss"}}
    goals = [
        *((name, made.sums) for name in REGRESSORS.split()),
        *((name, made.pairs) for name in OF_PAIRS.split()),
    ]
    for short, goal in [*goals, *((name, made.labels) for name in CLASSIFIERS.split())]:
        name = f"linear_model.{short}"
        model = estimator(name, **options.get(short, {})).fit(made.rows, goal)
        yield from asked(name, model, made.rows[:1], ONE_ROW)


CLASSES = (
    "discriminant_analysis.LinearDiscriminantAnalysis discriminant_analysis.QuadraticDiscriminantAnalysis"
    " dummy.DummyClassifier naive_bayes.BernoulliNB naive_bayes.ComplementNB naive_bayes.GaussianNB"
    " naive_bayes.MultinomialNB neural_network.MLPClassifier tree.DecisionTreeClassifier tree.ExtraTreeClassifier"
    " calibration.CalibratedClassifierCV semi_supervised.LabelPropagation semi_supervised.LabelSpreading"
)
SUMS = (
    "dummy.DummyRegressor kernel_ridge.KernelRidge neural_network.MLPRegressor tree.DecisionTreeRegressor"
    " tree.ExtraTreeRegressor"
)
NO_GOAL = (
    "cluster.AffinityPropagation cluster.Birch cluster.BisectingKMeans cluster.KMeans cluster.MeanShift"
    " cluster.MiniBatchKMeans covariance.EllipticEnvelope mixture.BayesianGaussianMixture mixture.GaussianMixture"
)
TWO_SIDES = "cross_decomposition.CCA cross_decomposition.PLSCanonical cross_decomposition.PLSRegression"
OVER_LINEAR = "feature_selection.RFE feature_selection.RFECV semi_supervised.SelfTrainingClassifier"


@subject("sklearn.base", "scikit-learn")
def _other_models() -> Iterator[Case]:
    made = table()
    row = made.rows[:1]
    goals: list[tuple[str, Any]] = [(name, made.labels) for name in CLASSES.split()]
    goals += [(name, made.sums) for name in SUMS.split()] + [(name, None) for name in NO_GOAL.split()]
    for name, goal in goals:
        yield from asked(name, estimator(name).fit(made.rows, goal), row, ONE_ROW)
    for name in TWO_SIDES.split():
        yield from asked(name, estimator(name, n_components=2).fit(made.rows, made.pairs), row, ONE_ROW)
    for name in OVER_LINEAR.split():
        linear = estimator("linear_model.LogisticRegression")
        model = estimator(name, estimator=linear).fit(made.rows, made.labels)
        yield from asked(name, model, row, f"{ONE_ROW}, a linear model")
    codes = (made.rows > 0.5).astype(int)  # noqa: PLR2004 - one of two
    model = estimator("naive_bayes.CategoricalNB").fit(codes, made.labels)
    yield from asked("naive_bayes.CategoricalNB", model, codes[:1], ONE_ROW)
    model = estimator("isotonic.IsotonicRegression").fit(made.rows[:, 0], made.sums)
    yield from asked("isotonic.IsotonicRegression", model, made.rows[:1, 0], "one number")
    yield from _heirs()


def _heirs() -> Iterator[Case]:
    """Yield what stands for an estimator that is not known, or has no entry of its own."""
    np, made = import_module("numpy"), table()
    base, rows, row = "base.BaseEstimator", made.rows, made.rows[:1]
    yield from asked(base, chain(), made.frame[:1], f"{FRAME} (a usual heir)", PROBABILITIES)
    svc = estimator("svm.SVC")
    yield Case(f"sklearn.{base}.fit", f"{ROWS}, an SVC", lambda: svc.fit(rows, made.labels))
    learned = estimator("svm.SVC").fit(rows, made.labels)
    yield Case(f"sklearn.{base}.score", f"{ROWS}, an SVC", lambda: learned.score(rows, made.labels))
    pca = estimator("decomposition.PCA")
    for name in (base, "base.TransformerMixin"):
        yield Case(f"sklearn.{name}.fit_transform", f"{ROWS}, a PCA", lambda: pca.fit_transform(rows))
    tree = estimator("cluster.AgglomerativeClustering")
    yield Case(
        f"sklearn.{base}.fit_predict", f"{ROWS}, agglomerative clusters", lambda: tree.fit_predict(rows)
    )
    encoder, words, at = (
        estimator("preprocessing.OneHotEncoder"),
        made.frame[["c0"]],
        "one word of a data frame",
    )
    coded = encoder.fit_transform(words)[:1]
    yield Case(f"sklearn.{base}.transform", f"{at}, one-hot", lambda: encoder.transform(words[:1]))
    yield Case(
        f"sklearn.{base}.inverse_transform", f"{at}, one-hot", lambda: encoder.inverse_transform(coded)
    )
    density = estimator("neighbors.KernelDensity").fit(rows)
    yield from asked(base, density, row, f"{ONE_ROW} against 1 000, a kernel density", ("score_samples",))
    step = estimator("linear_model.SGDClassifier").fit(rows, made.labels)
    few = rows[:100], made.labels[:100]
    at = "100 rows of 20 columns, a linear model"
    yield Case(f"sklearn.{base}.partial_fit", at, lambda: step.partial_fit(*few))
    many = np.random.default_rng(1).random((10_000, 20))
    near, at = estimator("neighbors.NearestNeighbors").fit(many), "one row against 10 000 of 20 columns"
    yield from asked(base, near, many[:1], at, ("kneighbors", "radius_neighbors", "kneighbors_graph"))


TREES = "AdaBoost Bagging ExtraTrees RandomForest"
BOOSTED = "GradientBoosting HistGradientBoosting"


@subject("sklearn.ensemble", "scikit-learn")
def _ensembles() -> Iterator[Case]:
    made = table()
    row = made.rows[:1]
    many = {"n_estimators": 100}
    for kind, goal in (("Classifier", made.labels), ("Regressor", made.sums)):
        for name in (f"ensemble.{short}{kind}" for short in TREES.split()):
            model = estimator(name, **many)
            yield Case(f"sklearn.{name}.fit", f"{ROWS}, 100 trees", partial(model.fit, made.rows, goal))
            learned = estimator(name, **many).fit(made.rows, goal)
            yield from asked(name, learned, row, f"{ONE_ROW}, 100 trees", (*ASKED, "apply"))
        for name in (f"ensemble.{short}{kind}" for short in BOOSTED.split()):
            yield from asked(name, estimator(name).fit(made.rows, goal), row, f"{ONE_ROW}, 100 trees")
        linear = "linear_model.LogisticRegression" if kind == "Classifier" else "linear_model.Ridge"
        parts = [("linear", estimator(linear)), ("trees", estimator(f"ensemble.RandomForest{kind}"))]
        soft = {"voting": "soft"} if kind == "Classifier" else {}
        for short, options in (("Stacking", {}), ("Voting", soft)):
            name, of = f"ensemble.{short}{kind}", "a linear model and 100 trees"
            model = estimator(name, estimators=parts, **options)
            yield Case(f"sklearn.{name}.fit", f"{ROWS}, {of}", partial(model.fit, made.rows, goal))
            learned = estimator(name, estimators=parts, **options).fit(made.rows, goal)
            yield from asked(name, learned, row, f"{ONE_ROW}, {of}")
    name = "ensemble.IsolationForest"
    yield Case(f"sklearn.{name}.fit", f"{ROWS}, 100 trees", partial(estimator(name).fit, made.rows))
    yield from asked(name, estimator(name).fit(made.rows), row, f"{ONE_ROW}, 100 trees")


FRAME = "one row of a data frame of 20 columns, encoded, scaled, and a linear model"
REDUCED = "one row of a data frame of 20 columns, encoded, scaled, and a PCA"


def columns() -> Untyped:
    """Make what encodes the word and scales the numbers of the data frame."""
    make = import_module("sklearn.compose").make_column_transformer
    encoder, scaler = estimator("preprocessing.OneHotEncoder"), estimator("preprocessing.StandardScaler")
    return make((encoder, ["c0"]), remainder=scaler)


def chain() -> Untyped:
    """Learn a pipeline on the data frame."""
    linear = estimator("linear_model.LogisticRegression")
    pipeline = import_module("sklearn.pipeline").make_pipeline(columns(), linear)
    return pipeline.fit(table().frame, table().labels)


@subject("sklearn.pipeline", "scikit-learn")
def _composed() -> Iterator[Case]:
    made, pipeline = table(), import_module("sklearn.pipeline")
    one = made.frame[:1]
    yield from asked("pipeline.Pipeline", chain(), one, FRAME, PROBABILITIES)
    reduced = pipeline.make_pipeline(columns(), estimator("decomposition.PCA"))
    learned = reduced.fit(made.frame)
    yield from asked("pipeline.Pipeline", learned, one, REDUCED, ("transform",))
    at = "one row of a data frame of 20 columns, encoded and scaled"
    yield from asked("compose.ColumnTransformer", columns().fit(made.frame), one, at, ("transform",))
    union = pipeline.make_union(estimator("preprocessing.StandardScaler"), estimator("decomposition.PCA"))
    at = f"{ONE_ROW}, a scaler and a PCA"
    yield from asked("pipeline.FeatureUnion", union.fit(made.rows), made.rows[:1], at, ("transform",))
    for name in ("model_selection.GridSearchCV", "model_selection.RandomizedSearchCV"):
        more = {"n_iter": 2} if "Random" in name else {}
        search = import_module("sklearn.model_selection").__dict__[name.partition(".")[2]]
        best = search(chain(), {"logisticregression__C": [0.1, 1]}, cv=3, **more).fit(made.frame, made.labels)
        yield from asked(name, best, one, FRAME, PROBABILITIES)
        best = search(reduced, {"pca__n_components": [5, 10]}, cv=3, **more).fit(made.frame)
        yield from asked(name, best, one, REDUCED, ("transform",))
    for name in ("model_selection.FixedThresholdClassifier", "model_selection.TunedThresholdClassifierCV"):
        model = estimator(name, estimator=chain()).fit(made.frame, made.labels)
        yield from asked(name, model, one, FRAME, PROBABILITIES)
    yield from _several_goals()


def _several_goals() -> Iterator[Case]:
    """Yield what makes one linear model serve several classes or outputs."""
    np, made = import_module("numpy"), table()
    linear, ridge = estimator("linear_model.LogisticRegression"), estimator("linear_model.Ridge")
    both = (made.pairs > made.pairs.mean(axis=0)).astype(int)
    three = np.digitize(made.sums, [9, 11])
    at = f"{ONE_ROW}, two outputs of a linear model"
    for name, model, goal in (
        ("ClassifierChain", linear, both),
        ("MultiOutputClassifier", linear, both),
        ("RegressorChain", ridge, made.pairs),
        ("MultiOutputRegressor", ridge, made.pairs),
    ):
        name = f"multioutput.{name}"  # noqa: PLW2901
        yield from asked(
            name, estimator(name, estimator=model).fit(made.rows, goal), made.rows[:1], at, PROBABILITIES
        )
    at = f"{ONE_ROW}, three classes of a linear model"
    for short in ("OneVsOneClassifier", "OneVsRestClassifier", "OutputCodeClassifier"):
        name = f"multiclass.{short}"
        learned = estimator(name, estimator=linear).fit(made.rows, three)
        yield from asked(name, learned, made.rows[:1], at, PROBABILITIES)
    name, pipeline = "compose.TransformedTargetRegressor", import_module("sklearn.pipeline")
    of_frame = pipeline.make_pipeline(columns(), ridge)
    model = estimator(name, regressor=of_frame, func=np.log, inverse_func=np.exp)
    yield from asked(name, model.fit(made.frame, made.sums), made.frame[:1], FRAME)


MANIFOLDS = "ClassicalMDS Isomap LocallyLinearEmbedding MDS SpectralEmbedding TSNE"
VECTORIZERS = "TfidfVectorizer CountVectorizer HashingVectorizer"


@subject("sklearn.manifold", "scikit-learn")
def _manifolds() -> Iterator[Case]:
    for name in (f"manifold.{short}" for short in MANIFOLDS.split()):
        yield from asked(name, estimator(name), table().rows, ROWS, ("fit", "fit_transform"))


@subject("sklearn.feature_extraction", "scikit-learn")
def _vectorizers() -> Iterator[Case]:
    documents = [text(1_000_000)[i * 1000 : i * 1000 + 1000] for i in range(1000)]
    for name in (f"feature_extraction.text.{short}" for short in VECTORIZERS.split()):
        at = "1 000 texts of 1 kB"
        yield from asked(name, estimator(name), documents, at, ("fit", "fit_transform"))
        learned = estimator(name).fit(documents)
        yield from asked(name, learned, documents[:1], "one text of 1 kB", ("transform",))

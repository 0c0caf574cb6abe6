"""Solvers, statistics, and distances of scipy."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBERS = "10 000 numbers"
ROSENBROCK = "Rosenbrock in ten variables"


@subject("scipy.optimize", "scipy")
def _optimize() -> Iterator[Case]:
    np, optimize = import_module("numpy"), import_module("scipy.optimize")
    where, start = "scipy.optimize", [1.3] * 10
    rosen, gradient = optimize.rosen, optimize.rosen_der
    yield from alike(where, optimize, "minimize", ROSENBROCK, rosen, start)
    at = "ten equations in ten variables"
    yield from alike(where, optimize, "root fsolve least_squares leastsq", at, gradient, start)
    x = np.linspace(0, 4, 100)

    def decay(x: object, a: float, b: float, c: float) -> object:
        return a * np.exp(-b * x) + c  # type: ignore[operator]

    noisy = decay(x, 2.5, 1.3, 0.5) + np.random.default_rng(1).normal(0, 0.1, 100)
    yield from alike(where, optimize, "curve_fit", "three parameters, 100 points", decay, x, noisy)

    def valley(x: float) -> float:
        return (x - 2) ** 2 * (x + 1) ** 2

    yield from alike(where, optimize, "minimize_scalar", "one variable", valley)

    def cubic(x: float) -> float:
        return x**3 - x - 2

    yield from alike(where, optimize, "root_scalar", "one root", cubic, bracket=(1, 2))
    yield from alike(where, optimize, "brentq bisect", "one root", cubic, 1, 2)
    yield from alike(where, optimize, "newton", "one root", cubic, 1.5)
    box, at = ((-2.0, 2.0), (-2.0, 2.0)), "Rosenbrock in two variables"
    yield from alike(where, optimize, "differential_evolution dual_annealing", at, rosen, box, rng=1)
    yield from alike(where, optimize, "shgo", at, rosen, box)
    yield from alike(where, optimize, "basinhopping", at, rosen, [1.3, 1.3], rng=1)
    yield from alike(where, optimize, "brute", f"{at}, 20x20", rosen, box)
    make = np.random.default_rng(1)
    costs, weights = make.random(100), make.random((50, 100))
    at = "100 variables, 50 constraints"
    yield from alike(where, optimize, "linprog", at, -costs, weights, np.full(50, 20.0), bounds=(0, 1))
    limits = optimize.LinearConstraint(weights[:1], ub=[20.0])
    whole = {"integrality": np.ones(100), "bounds": optimize.Bounds(0, 1), "constraints": limits}
    yield from alike(where, optimize, "milp", "a knapsack of 100 things", -costs, **whole)
    at = "300x300 costs"
    yield from alike(where, optimize, "linear_sum_assignment", at, make.random((300, 300)))


@subject("scipy.integrate", "scipy")
def _integrate() -> Iterator[Case]:
    np, integrate = import_module("numpy"), import_module("scipy.integrate")
    where, at = "scipy.integrate", "two populations over time, 100 points"
    times = np.linspace(0, 15, 100)

    def prey(_: float, z: list[float]) -> list[float]:
        return [1.5 * z[0] - z[0] * z[1], z[0] * z[1] - 3 * z[1]]

    yield from alike(where, integrate, "solve_ivp", at, prey, (0, 15), [10, 5], t_eval=times)
    yield from alike(where, integrate, "odeint", at, prey, [10, 5], times, tfirst=True)

    def bell(x: float) -> object:
        return np.exp(-x * x)

    def saddle(y: float, x: float) -> float:
        return x * y * y

    yield from alike(where, integrate, "quad", "one variable", bell, 0, 10)
    yield from alike(where, integrate, "dblquad", "two variables", saddle, 0, 2, 0, 1)
    yield from alike(where, integrate, "nquad", "two variables", saddle, [(0, 1), (0, 2)])

    def bend(_: object, y: list[object]) -> object:
        return np.vstack((y[1], -np.exp(y[0])))

    def ends(first: list[object], last: list[object]) -> object:
        return np.array([first[0], last[0]])

    x, at = np.linspace(0, 1, 5), "two equations, five points"
    yield from alike(where, integrate, "solve_bvp", at, bend, ends, x, np.zeros((2, 5)))
    values = np.random.default_rng(1).random(10_000)
    yield from alike(where, integrate, "simpson trapezoid cumulative_trapezoid", NUMBERS, values)


@subject("scipy.interpolate", "scipy")
def _interpolate() -> Iterator[Case]:
    np, interpolate = import_module("numpy"), import_module("scipy.interpolate")
    where, make = "scipy.interpolate", np.random.default_rng(1)
    x, y = np.linspace(0, 1, 10_000), make.random(10_000)
    points, across = make.random((1000, 2)), tuple(np.mgrid[0:1:100j, 0:1:100j])
    at = "1 000 points onto 100x100"
    yield from alike(where, interpolate, "griddata", at, points, y[:1000], across)
    yield from alike(where, interpolate, "splrep make_interp_spline", NUMBERS, x, y)
    yield from alike(where, interpolate, "splev", NUMBERS, y, interpolate.splrep(x, y))
    yield from alike(where, interpolate, "pchip_interpolate", NUMBERS, x, y, y)
    axis = np.linspace(0, 1, 100)
    at = "10 000 points on a grid of 100x100"
    yield from alike(
        where, interpolate, "interpn", at, (axis, axis), y.reshape(100, 100), make.random((10_000, 2))
    )


@subject("scipy.stats", "scipy")
def _stats() -> Iterator[Case]:
    np, stats = import_module("numpy"), import_module("scipy.stats")
    where, make = "scipy.stats", np.random.default_rng(1)
    first, second = make.normal(size=10_000), make.normal(size=10_000)
    pairs = "ttest_ind ttest_rel mannwhitneyu ks_2samp pearsonr spearmanr kendalltau linregress wilcoxon"
    yield from alike(where, stats, pairs, f"twice {NUMBERS}", first, second)
    yield from alike(where, stats, "f_oneway", f"three times {NUMBERS}", first, second, first)
    one = "normaltest anderson zscore skew kurtosis mode rankdata describe"
    yield from alike(where, stats, one, NUMBERS, first)
    yield from alike(where, stats, "entropy", NUMBERS, np.abs(first))
    yield from alike(where, stats, "kstest", NUMBERS, first, "norm")
    yield from alike(where, stats, "shapiro", "5 000 numbers", first[:5000])
    table = make.integers(5, 50, (10, 10))
    yield from alike(where, stats, "chi2_contingency", "a table of 10x10", table)
    resamples = "100 numbers, 9 999 resamples"
    yield from alike(where, stats, "bootstrap", resamples, (first[:100],), np.mean)

    def apart(a: object, b: object, axis: int) -> object:
        return np.mean(a, axis=axis) - np.mean(b, axis=axis)

    samples = (first[:100], second[:100])
    yield from alike(where, stats, "permutation_test", f"twice {resamples}", samples, apart, vectorized=True)
    density = stats.gaussian_kde(first[:1000])
    at = "1 000 points on 1 000"
    yield from alike(f"{where}.gaussian_kde", density, "__call__ evaluate", at, second[:1000])


@subject("scipy.spatial", "scipy")
def _spatial() -> Iterator[Case]:
    np, spatial = import_module("numpy"), import_module("scipy.spatial")
    make = np.random.default_rng(1)
    cloud, flat = make.random((10_000, 3)), make.random((10_000, 2))
    for name in ("KDTree", "cKDTree"):
        where, kind = f"scipy.spatial.{name}", getattr(spatial, name)
        yield Case(f"{where}.__init__", "10 000 points of three columns", partial(kind, cloud))
        at = "one point against 10 000"
        yield from alike(where, kind(cloud), "query", at, cloud[7], 5)
        yield from alike(where, kind(cloud), "query_ball_point", at, cloud[7], 0.05)
        yield from alike(where, kind(cloud), "query_pairs", "10 000 points, 1 700 pairs", 0.02)
    for name in ("ConvexHull", "Delaunay", "Voronoi"):
        kind, at = getattr(spatial, name), "10 000 points of two columns"
        yield Case(f"scipy.spatial.{name}.__init__", at, partial(kind, flat))


@subject("scipy.spatial.distance", "scipy")
def _distance() -> Iterator[Case]:
    np, distance = import_module("numpy"), import_module("scipy.spatial.distance")
    where, make = "scipy.spatial.distance", np.random.default_rng(1)
    rows, (first, second) = make.random((1000, 10)), make.random((2, 384))
    yield from alike(where, distance, "cdist", "1 000 by 1 000 rows of 10 columns", rows, rows)
    yield from alike(where, distance, "pdist", "1 000 rows of 10 columns", rows)
    yield from alike(where, distance, "squareform", "1 000 rows", distance.pdist(rows))
    at = "two vectors of 384"
    names = "cosine euclidean cityblock correlation minkowski sqeuclidean"
    yield from alike(where, distance, names, at, first, second)
    bits = (first > second, second > first.mean())
    yield from alike(where, distance, "hamming jaccard", f"{at} bits", *bits)
    hierarchy = import_module("scipy.cluster.hierarchy")
    where, tree = "scipy.cluster.hierarchy", hierarchy.linkage(rows, "ward")
    yield from alike(where, hierarchy, "linkage", "1 000 rows of 10 columns", rows, "ward")
    yield from alike(where, hierarchy, "fcluster", "1 000 rows", tree, 10, "maxclust")
    yield from alike(where, hierarchy, "dendrogram", "1 000 rows, without its chart", tree, no_plot=True)

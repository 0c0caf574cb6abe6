"""Graphs, formulas, and optimisation."""

from __future__ import annotations

import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.catalogue.estimators import Untyped

LARGE = "1 000 nodes and 5 000 edges"
SMALL = "100 nodes and 500 edges"
"""For what is drawn, or takes minutes with more."""
BETWEEN_TWO = "shortest_path_length has_path dijkstra_path astar_path"
OF_ALL = (
    "pagerank betweenness_centrality closeness_centrality clustering degree_centrality eigenvector_centrality"
    " is_connected minimum_spanning_tree node_link_data spring_layout"
)
ITERATED = "connected_components all_pairs_shortest_path"
COMMUNITIES = "greedy_modularity_communities label_propagation_communities louvain_communities girvan_newman"


def consumed(function: Untyped, *args: object) -> list[object]:
    """Ask for everything that a generator gives."""
    return list(function(*args))


@subject("networkx", "networkx")
def _networkx() -> Iterator[Case]:
    nx = import_module("networkx")
    graph, small = nx.gnm_random_graph(1000, 5000, seed=1), nx.gnm_random_graph(100, 500, seed=1)
    for name in OF_ALL.split():
        yield Case(f"networkx.{name}", LARGE, partial(getattr(nx, name), graph))
    yield Case("networkx.shortest_path", LARGE, lambda: nx.shortest_path(graph, 0))
    for name in BETWEEN_TWO.split():
        yield Case(f"networkx.{name}", LARGE, partial(getattr(nx, name), graph, 0, 999))
    for name in ITERATED.split():
        yield Case(f"networkx.{name}", LARGE, partial(consumed, getattr(nx, name), graph))
    for name in ("bfs_edges", "dfs_edges"):
        yield Case(f"networkx.{name}", LARGE, partial(consumed, getattr(nx, name), graph, 0))
    at = f"{LARGE}, paths of up to three edges"
    yield Case("networkx.all_simple_paths", at, lambda: list(nx.all_simple_paths(graph, 0, 999, 3)))
    for name in ("floyd_warshall", "kamada_kawai_layout"):
        yield Case(f"networkx.{name}", SMALL, partial(getattr(nx, name), small))
    community = nx.algorithms.community
    for name in COMMUNITIES.split():
        function = getattr(community, name)
        if name == "girvan_newman":
            call, at = (lambda of=function: next(of(small))), f"{SMALL}, the first division"
        else:
            call, at = partial(consumed, function, graph), LARGE
        yield Case(f"networkx.algorithms.community.{name}", at, call)
    yield from _directed(nx, graph)
    yield from _written(nx, graph)
    yield from _drawn(nx, small)


def _directed(nx: Untyped, graph: Untyped) -> Iterator[Case]:
    ordered = nx.DiGraph(tuple(sorted(edge)) for edge in graph.edges)
    for name in ("strongly_connected_components", "weakly_connected_components", "topological_sort"):
        yield Case(f"networkx.{name}", LARGE, partial(consumed, getattr(nx, name), ordered))
    yield Case("networkx.is_directed_acyclic_graph", LARGE, lambda: nx.is_directed_acyclic_graph(ordered))
    yield Case("networkx.ancestors", LARGE, lambda: nx.ancestors(ordered, 999))
    yield Case("networkx.descendants", LARGE, lambda: nx.descendants(ordered, 0))


def _written(nx: Untyped, graph: Untyped) -> Iterator[Case]:
    folder = Path(tempfile.mkdtemp())
    nx.write_graphml(graph, folder / "g.graphml")
    nx.write_gml(graph, folder / "g.gml")
    yield Case("networkx.read_graphml", LARGE, lambda: nx.read_graphml(folder / "g.graphml"))
    yield Case("networkx.read_gml", LARGE, lambda: nx.read_gml(folder / "g.gml"))
    yield Case("networkx.write_graphml", LARGE, lambda: nx.write_graphml(graph, folder / "w.graphml"))
    packed, edges = nx.node_link_data(graph), nx.to_pandas_edgelist(graph)
    yield Case("networkx.node_link_graph", LARGE, lambda: nx.node_link_graph(packed))
    yield Case("networkx.from_pandas_edgelist", LARGE, lambda: nx.from_pandas_edgelist(edges))


def _drawn(nx: Untyped, graph: Untyped) -> Iterator[Case]:
    import_module("matplotlib").use("Agg")
    plot = import_module("matplotlib.pyplot")

    def draw(function: Untyped) -> None:
        function(graph)
        plot.close("all")

    for name in ("draw", "draw_networkx"):
        yield Case(f"networkx.{name}", SMALL, partial(draw, getattr(nx, name)))


@subject("sympy", "sympy")
def _sympy() -> Iterator[Case]:
    """Yield cases of which each forgets what sympy remembers, since a service is asked for something new."""
    sympy = import_module("sympy")
    x, f = sympy.Symbol("x"), sympy.Function("f")
    fraction = (x**3 + x**2 - x - 1) / (x**2 + 2 * x + 1)
    wave = sympy.exp(x) * sympy.sin(x) * x**2
    formulas = {
        "solve": (x**3 - 6 * x**2 + 11 * x - 6, x),
        "solveset": (x**3 - 6 * x**2 + 11 * x - 6, x),
        "simplify": (fraction + sympy.sin(x) ** 2 + sympy.cos(x) ** 2,),
        "integrate": (x * sympy.exp(x) * sympy.sin(x), x),
        "diff": (wave, x),
        "expand": ((x + 1) ** 5 * (x - 2) ** 3,),
        "factor": (x**4 - 5 * x**2 + 4,),
        "limit": (sympy.sin(x) / x, x, 0),
        "series": (wave, x, 0, 6),
        "dsolve": (f(x).diff(x, 2) + f(x), f(x)),
        "nsolve": (sympy.cos(x) - x, x, 1),
        "lambdify": (x, wave),
        "sympify": ("x**2*exp(x)*sin(x) + sqrt(x) / (1 + x**2)",),
    }
    forget = import_module("sympy.core.cache").clear_cache

    def fresh(function: Untyped, given: tuple[object, ...]) -> None:
        forget()
        function(*given)

    for name, given in formulas.items():
        yield Case(f"sympy.{name}", "one short expression", partial(fresh, getattr(sympy, name), given))


@subject("ortools.sat", "ortools")
def _ortools() -> Iterator[Case]:
    cp_model, np = import_module("ortools.sat.python.cp_model"), import_module("numpy")
    make = np.random.default_rng(1)
    gains = make.integers(10, 100, 1000).tolist()
    model, limit = cp_model.CpModel(), 10_000
    chosen = [model.new_bool_var(f"x{i}") for i in range(1000)]
    for sizes in make.integers(10, 100, (2, 1000)).tolist():
        model.add(sum(size * one for size, one in zip(sizes, chosen, strict=True)) <= limit)
    model.maximize(sum(gain * one for gain, one in zip(gains, chosen, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.relative_gap_limit = 0.01
    for name in ("solve", "Solve"):
        at = "1 000 things to pack under two limits, to one per cent"
        yield Case(f"ortools.sat.python.cp_model.CpSolver.{name}", at, partial(getattr(solver, name), model))


@subject("cvxpy", "cvxpy")
def _cvxpy() -> Iterator[Case]:
    cp, np = import_module("cvxpy"), import_module("numpy")
    make = np.random.default_rng(1)
    matrix, goal = make.normal(size=(200, 1000)), make.normal(size=200)

    def solve() -> None:
        shares = cp.Variable(1000)
        distance = cp.sum_squares(matrix @ shares - goal)
        cp.Problem(cp.Minimize(distance), [shares >= 0, cp.sum(shares) == 1]).solve()

    yield Case("cvxpy.Problem.solve", "1 000 shares that sum to one, 200 rows of data", solve)


@subject("pulp", "PuLP")
def _pulp() -> Iterator[Case]:
    """Pack 1 000 things under two limits, in parts: the program is written to a file and read by CBC."""
    pulp = import_module("pulp")
    shares = [pulp.LpVariable(f"x{number}", 0, 1) for number in range(1000)]
    problem = pulp.LpProblem("packed", pulp.LpMaximize)
    problem += pulp.lpSum((number * 37 % 101 + 1) * share for number, share in enumerate(shares))
    for factor in (7, 11):
        weights = ((number * factor % 13 + 1) * share for number, share in enumerate(shares))
        problem += pulp.lpSum(weights) <= 1000 * factor / 5
    quiet = pulp.PULP_CBC_CMD(msg=False)
    yield Case("pulp.LpProblem.solve", "1 000 shares under two limits", partial(problem.solve, quiet))


@subject("pyomo", "Pyomo")
def _pyomo() -> Iterator[Case]:
    environ = import_module("pyomo.environ")
    model = environ.ConcreteModel()
    model.x = environ.Var(range(1000), bounds=(0, 1))
    worth = sum((number * 37 % 101 + 1) * model.x[number] for number in range(1000))
    model.worth = environ.Objective(expr=worth, sense=environ.maximize)
    model.limits = environ.ConstraintList()
    for factor in (7, 11):
        weights = sum((number * factor % 13 + 1) * model.x[number] for number in range(1000))
        model.limits.add(weights <= 1000 * factor / 5)

    def solve() -> object:
        return environ.SolverFactory("appsi_highs").solve(model)

    yield Case("pyomo.environ.SolverFactory.solve", "1 000 shares under two limits, with HiGHS", solve)

"""Charts: matplotlib and plotly."""

from __future__ import annotations

import io
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import WORDS, pixels
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

CHART = "one chart of 1 000 points"
ELEMENT = "one element of a chart of 1 000 points"


@subject("matplotlib", "matplotlib")
def _matplotlib() -> Iterator[Case]:
    import_module("matplotlib").use("Agg")
    plt = import_module("matplotlib.pyplot")
    figure, axes = plt.subplots()
    axes.plot(range(1000))
    canvas = figure.canvas
    chart = f"{CHART}, 640x480, as PNG"
    yield Case("matplotlib.figure.Figure.savefig", chart, lambda: figure.savefig(io.BytesIO()))
    yield Case("matplotlib.pyplot.savefig", chart, lambda: plt.savefig(io.BytesIO()))
    agg = "matplotlib.backends.backend_agg.FigureCanvasAgg"
    yield from each(
        agg,
        chart,
        print_png=lambda: canvas.print_png(io.BytesIO()),
        print_figure=lambda: canvas.print_figure(io.BytesIO()),
    )
    yield Case(f"{agg}.draw", f"{CHART}, 640x480", canvas.draw)
    yield Case("matplotlib.pyplot.draw", f"{CHART}, 640x480", plt.draw)
    yield Case("matplotlib.pyplot.tight_layout", CHART, plt.tight_layout)
    yield Case("matplotlib.figure.Figure.tight_layout", CHART, figure.tight_layout)
    for owner, drawer in (("matplotlib.pyplot", plt), ("matplotlib.axes.Axes", axes)):
        for name, (at, call) in _plots(drawer).items():
            yield Case(f"{owner}.{name}", at, _removed(axes, call))
    for name, (at, call) in _more_plots(plt).items():
        yield Case(f"matplotlib.pyplot.{name}", at, _removed(axes, call))
    for name, call in _elements(plt, axes).items():
        yield Case(f"matplotlib.pyplot.{name}", ELEMENT, _removed(axes, call))
    plt.close(figure)
    yield from _figures(plt)
    path = Path(tempfile.mkdtemp()) / "a.png"
    at = "one 1-megapixel PNG"
    yield Case("matplotlib.pyplot.imsave", at, lambda: plt.imsave(path, pixels()))
    yield Case("matplotlib.pyplot.imread", at, lambda: plt.imread(path))


def _removed(axes: Any, call: Callable[[], object]) -> Callable[[], object]:  # noqa: ANN401 - a library's object
    """Take away again what the call draws, lest the chart grow."""
    before = frozenset(axes.get_children())

    def draw() -> None:
        call()
        for child in axes.get_children():
            if child not in before:
                child.remove()

    return draw


def _plots(drawer: Any) -> dict[str, tuple[str, Callable[[], object]]]:  # noqa: ANN401 - a library's object
    """List what draws data: on pyplot, and on axes where they have it."""
    np = import_module("numpy")
    rng, x = np.random.default_rng(1), np.arange(1000)
    y, bars, samples = rng.normal(size=1000), list(WORDS), rng.normal(size=(1000, 5))
    counts, grid = range(1, len(bars) + 1), rng.random((100, 100))
    of_bars, of_samples = f"one chart of {len(bars)} bars", "one chart of five groups of 1 000 points"
    of_grid = "one chart of a grid of 100x100"
    calls: dict[str, tuple[str, Callable[[], object]]] = {
        "plot": (CHART, lambda: drawer.plot(x, y)),
        "scatter": (CHART, lambda: drawer.scatter(x, y)),
        "fill_between": (CHART, lambda: drawer.fill_between(x, y)),
        "hist": (f"{CHART}, 30 bins", lambda: drawer.hist(y, bins=30)),
        "bar": (of_bars, lambda: drawer.bar(range(len(bars)), counts)),
        "barh": (of_bars, lambda: drawer.barh(range(len(bars)), counts)),
        "pie": ("one chart of six parts", lambda: drawer.pie(range(1, 7))),
        "boxplot": (of_samples, lambda: drawer.boxplot(samples)),
        "imshow": ("one 1-megapixel image, drawn later", lambda: drawer.imshow(pixels())),
        "contour": (of_grid, lambda: drawer.contour(grid)),
        "contourf": (of_grid, lambda: drawer.contourf(grid)),
        "pcolormesh": (of_grid, lambda: drawer.pcolormesh(grid)),
    }
    return calls


def _more_plots(plt: ModuleType) -> dict[str, tuple[str, Callable[[], object]]]:
    """List what draws data and is described of pyplot alone."""
    rng = import_module("numpy").random.default_rng(1)
    x, y, samples = rng.normal(size=1000), rng.normal(size=1000), rng.normal(size=(1000, 5))
    lines, groups = rng.random((5, 200)), "one chart of five groups of 1 000 points"
    return {
        "hist2d": (CHART, lambda: plt.hist2d(x, y)),
        "violinplot": (groups, lambda: plt.violinplot(samples)),
        "stackplot": ("one chart of five lines of 200 points", lambda: plt.stackplot(range(200), lines)),
    }


def _elements(plt: ModuleType, axes: Any) -> dict[str, Callable[[], object]]:  # noqa: ANN401 - a library's object
    shown = axes.scatter(range(10), range(10), c=range(10))
    return {
        "title": lambda: plt.title("Points"),
        "suptitle": lambda: plt.suptitle("Points"),
        "xlabel": lambda: plt.xlabel("time"),
        "ylabel": lambda: plt.ylabel("points"),
        "legend": lambda: plt.legend(["points"]),
        "grid": lambda: plt.grid(visible=True),
        "xticks": lambda: plt.xticks(range(0, 1000, 200)),
        "yticks": lambda: plt.yticks(range(0, 1000, 200)),
        "xlim": lambda: plt.xlim(0, 1000),
        "ylim": lambda: plt.ylim(0, 1000),
        "axis": lambda: plt.axis("off"),
        "text": lambda: plt.text(5, 5, "a point"),
        "annotate": lambda: plt.annotate("a point", (5, 5), (50, 50), arrowprops={"arrowstyle": "->"}),
        "axhline": lambda: plt.axhline(5),
        "axvline": lambda: plt.axvline(5),
        "colorbar": lambda: plt.colorbar(shown).remove(),
    }


def _figures(plt: ModuleType) -> Iterator[Case]:
    base, whole = "matplotlib.pyplot", "matplotlib.figure.Figure"
    at = "one empty figure, closed again"
    yield Case(f"{base}.subplots", at, lambda: plt.close(plt.subplots()[0]))
    yield Case(f"{base}.figure", at, lambda: plt.close(plt.figure()))
    figure = plt.figure()
    axes = figure.add_subplot()

    def again(call: Callable[[], object]) -> Callable[[], object]:
        return lambda: figure.delaxes(call())

    figure.delaxes(axes)
    at = "one empty axes"
    yield from each(
        whole,
        at,
        add_subplot=again(figure.add_subplot),
        gca=again(figure.gca),
        subplots=again(figure.subplots),
    )
    yield Case(f"{base}.clf", "one figure of one empty axes", lambda: (figure.add_subplot(axes), plt.clf()))
    figure.add_subplot(axes)
    yield Case(f"{base}.cla", at, plt.cla)
    at = "one figure"
    yield Case(f"{base}.close", at, lambda: (plt.figure(figure), plt.close(figure)))


@subject("plotly.express", "plotly")
def _plotly() -> Iterator[Case]:
    express, np, pandas = import_module("plotly.express"), import_module("numpy"), import_module("pandas")
    rng = np.random.default_rng(1)
    points = pandas.DataFrame(rng.normal(size=(1000, 3)), columns=["x", "y", "z"])
    points["kind"], points["part"] = np.resize(["a", "b", "c", "d"], 1000), np.resize(WORDS, 1000)
    for name in ["line", "scatter", "bar", "area", "box", "violin", "histogram", "density_heatmap"]:
        yield Case(f"plotly.express.{name}", CHART, partial(getattr(express, name), points, x="x", y="y"))
    positive, path = points.assign(x=points.x.abs()), ["kind", "part"]
    yield Case("plotly.express.scatter_3d", CHART, partial(express.scatter_3d, points, x="x", y="y", z="z"))
    yield Case("plotly.express.pie", CHART, partial(express.pie, positive, values="x", names="part"))
    for name in ["treemap", "sunburst"]:
        call = partial(getattr(express, name), positive, path=path, values="x")
        yield Case(f"plotly.express.{name}", CHART, call)
    states = [a + b for a in "ACFGIKLMNOPSTVW" for b in "AEKLNRTXYZ"]
    call = partial(express.choropleth, locations=states, locationmode="USA-states", color=range(len(states)))
    yield Case("plotly.express.choropleth", f"one map of {len(states)} areas", call)
    grid = rng.random((100, 100))
    yield Case("plotly.express.imshow", "one chart of a grid of 100x100", lambda: express.imshow(grid))


@subject("plotly.io", "plotly")
def _plotly_figures() -> Iterator[Case]:
    graph, pio = import_module("plotly.graph_objects"), import_module("plotly.io")
    x, y = list(range(1000)), [i * 0.37 % 11 for i in range(1000)]
    trace, base = graph.Scatter(x=x, y=y), "plotly.graph_objects.Figure"
    figure, path = graph.Figure(trace), Path(tempfile.mkdtemp()) / "a.html"
    yield from each(
        base,
        CHART,
        __init__=lambda: graph.Figure(trace),
        to_json=figure.to_json,
        to_dict=figure.to_dict,
        to_plotly_json=figure.to_plotly_json,
        to_html=figure.to_html,
        write_html=lambda: figure.write_html(path),
    )
    yield from each(
        "plotly.io",
        CHART,
        to_json=lambda: pio.to_json(figure),
        to_html=lambda: pio.to_html(figure),
        write_html=lambda: pio.write_html(figure, path),
    )
    many = import_module("plotly.subplots").make_subplots
    yield Case("plotly.subplots.make_subplots", "four empty charts", lambda: many(rows=2, cols=2))
    growing: dict[str, Callable[[Any], object]] = {
        "add_trace": lambda made: made.add_trace(trace),
        "add_traces": lambda made: made.add_traces([trace]),
        "add_hline": lambda made: made.add_hline(5),
        "add_vline": lambda made: made.add_vline(5),
        "add_annotation": lambda made: made.add_annotation(x=5, y=5, text="a point"),
    }
    for name, grow in growing.items():
        yield Case(f"{base}.{name}", ELEMENT, partial(_grown, graph.Figure(trace), grow))
    yield from each(
        base,
        ELEMENT,
        update_layout=lambda: figure.update_layout(title="Points", width=800),
        update_traces=lambda: figure.update_traces(line_color="red"),
        update_xaxes=lambda: figure.update_xaxes(title="time"),
        update_yaxes=lambda: figure.update_yaxes(title="points"),
    )


def _grown(figure: Any, grow: Callable[[Any], object]) -> None:  # noqa: ANN401 - a library's object
    """Add to a figure and take it away again."""
    grow(figure)
    figure.data = figure.data[:1]
    figure.layout.shapes = figure.layout.annotations = ()

"""Shapes, maps, and molecules."""

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

ONE = "one polygon of 1 000 points"
TWO = "two polygons of 1 000 points"
HUNDRED = "100 polygons of 100 points"
BASE = "shapely.geometry.base.BaseGeometry"
JOINS = "intersection union difference symmetric_difference"
QUESTIONS = "intersects contains covers crosses distance equals overlaps touches within"
OF_TWO = "intersection union difference intersects contains within distance"


@subject("shapely", "shapely")
def _shapely() -> Iterator[Case]:
    shapely, geometry = import_module("shapely"), import_module("shapely.geometry")
    disc = geometry.Point(0, 0).buffer(1, quad_segs=250)
    other = geometry.Point(0.5, 0).buffer(1, quad_segs=250)
    yield Case(f"{BASE}.buffer", ONE, lambda: disc.buffer(0.1))
    yield Case(f"{BASE}.simplify", ONE, lambda: disc.simplify(0.01))
    for name in (*JOINS.split(), *QUESTIONS.split()):
        yield Case(f"{BASE}.{name}", TWO, partial(getattr(disc, name), other))
    for name in OF_TWO.split():
        yield Case(f"shapely.{name}", TWO, partial(getattr(shapely, name), disc, other))
    alone: dict[str, tuple[object, ...]] = {
        "area": (),
        "make_valid": (),
        "buffer": (0.1,),
        "simplify": (0.01,),
    }
    for name, given in alone.items():
        yield Case(f"shapely.{name}", ONE, partial(getattr(shapely, name), disc, *given))
    for form in ("wkt", "wkb", "geojson"):
        write, read = getattr(shapely, f"to_{form}"), getattr(shapely, f"from_{form}")
        yield Case(f"shapely.to_{form}", ONE, partial(write, disc))
        yield Case(f"shapely.from_{form}", ONE, partial(read, write(disc)))
    yield Case("shapely.geometry.mapping", ONE, lambda: geometry.mapping(disc))
    known = geometry.mapping(disc)
    yield Case("shapely.geometry.shape", ONE, lambda: geometry.shape(known))
    yield from _texts(disc)
    yield from _operations(disc, other)
    yield from _tree()


def _texts(disc: Untyped) -> Iterator[Case]:
    wkt, path = import_module("shapely.wkt"), Path(tempfile.mkdtemp()) / "one.wkt"
    written = wkt.dumps(disc)
    path.write_text(written, encoding="utf-8")

    def load() -> object:
        with path.open(encoding="utf-8") as file:
            return wkt.load(file)

    yield Case("shapely.wkt.dumps", ONE, lambda: wkt.dumps(disc))
    yield Case("shapely.wkt.loads", ONE, lambda: wkt.loads(written))
    yield Case("shapely.wkt.load", ONE, load)


def _operations(disc: Untyped, other: Untyped) -> Iterator[Case]:
    shapely, geometry, ops = (import_module(f"shapely{part}") for part in ("", ".geometry", ".ops"))
    many = [geometry.Point(i % 10, i // 10).buffer(0.8, quad_segs=25) for i in range(100)]
    squares = [geometry.box(i % 10, i // 10, i % 10 + 1, i // 10 + 1).segmentize(1 / 16) for i in range(100)]
    for name in ("shapely.ops.unary_union", "shapely.unary_union", "shapely.union_all"):
        function = getattr(ops if ".ops." in name else shapely, name.rpartition(".")[2])
        yield Case(name, HUNDRED, partial(function, many))
    squared = "100 squares of 64 points, side by side"
    yield Case("shapely.coverage_union_all", squared, lambda: shapely.coverage_union_all(squares))
    rings, edge = [shape.exterior for shape in squares], disc.exterior
    yield Case("shapely.ops.polygonize", squared, lambda: list(ops.polygonize(rings)))
    pieces = [geometry.LineString(edge.coords[i : i + 11]) for i in range(0, 990, 10)]
    yield Case("shapely.ops.linemerge", "99 lines of 11 points", lambda: ops.linemerge(pieces))
    across = geometry.LineString([(-2, 0.1), (2, 0.2)])
    yield Case("shapely.ops.split", f"{ONE} by a line", lambda: ops.split(disc, across))
    yield Case("shapely.ops.triangulate", ONE, lambda: ops.triangulate(disc))
    yield Case("shapely.ops.voronoi_diagram", ONE, lambda: ops.voronoi_diagram(disc))
    yield Case("shapely.ops.nearest_points", TWO, lambda: ops.nearest_points(edge, other))
    project = import_module("pyproj").Transformer.from_crs(4326, 3857, always_xy=True).transform
    yield Case("shapely.ops.transform", f"{ONE}, to another map", lambda: ops.transform(project, disc))


def _tree() -> Iterator[Case]:
    np, shapely = import_module("numpy"), import_module("shapely")
    corners = np.random.default_rng(1).random((10_000, 2)) * 100
    boxes = shapely.box(corners[:, 0], corners[:, 1], corners[:, 0] + 1, corners[:, 1] + 1)
    yield Case(
        "shapely.STRtree.__init__",
        "10 000 boxes, and one query",
        lambda: shapely.STRtree(boxes).query(boxes[7]),
    )
    tree, at = shapely.STRtree(boxes), "one box against 10 000"
    for name in ("query", "nearest", "query_nearest"):
        yield Case(f"shapely.STRtree.{name}", at, partial(getattr(tree, name), boxes[7]))


@subject("geopandas", "geopandas")
def _geopandas() -> Iterator[Case]:
    gpd, np, shapely = (import_module(name) for name in ("geopandas", "numpy", "shapely"))
    make = np.random.default_rng(1).random((2000, 2)) * 10
    places = shapely.buffer(shapely.points(make), 0.2, quad_segs=4)
    kind = [f"k{i % 20}" for i in range(1000)]
    one = gpd.GeoDataFrame({"kind": kind}, geometry=places[:1000], crs=4326)
    two = gpd.GeoDataFrame({"other": range(1000)}, geometry=places[1000:], crs=4326)
    flat, flat_two = one.to_crs(3857), two.to_crs(3857)
    window, at = shapely.box(2, 2, 7, 7), "1 000 polygons of 17 points"
    base, pair = "geopandas.GeoDataFrame", f"{at} and as many others"
    yield Case("geopandas.sjoin", pair, lambda: gpd.sjoin(one, two))
    yield Case("geopandas.sjoin_nearest", pair, lambda: gpd.sjoin_nearest(flat, flat_two))
    yield Case("geopandas.overlay", pair, lambda: gpd.overlay(one, two))
    yield Case("geopandas.clip", at, lambda: gpd.clip(one, window))
    yield Case(f"{base}.sjoin", pair, lambda: one.sjoin(two))
    yield Case(f"{base}.overlay", pair, lambda: one.overlay(two))
    yield Case(f"{base}.clip", at, lambda: one.clip(window))
    yield Case(f"{base}.buffer", at, lambda: flat.buffer(100))
    yield Case(f"{base}.dissolve", f"{at} in 20 groups", lambda: one.dissolve("kind"))
    yield Case(f"{base}.to_crs", at, lambda: one.to_crs(3857))
    yield Case(f"{base}.to_json", at, one.to_json)
    folder = Path(tempfile.mkdtemp())
    for name in ("parquet", "feather"):
        getattr(one, f"to_{name}")(folder / name)
        yield Case(f"geopandas.read_{name}", at, partial(getattr(gpd, f"read_{name}"), folder / name))
    path = folder / "a.geojson"
    one.to_file(path, driver="GeoJSON")
    yield Case("geopandas.read_file", f"{at}, GeoJSON", lambda: gpd.read_file(path))
    other = folder / "b.geojson"
    yield Case(f"{base}.to_file", f"{at}, GeoJSON", lambda: one.to_file(other, driver="GeoJSON"))


CAFFEINE = "CN1C=NC2=C1C(=O)N(C(=O)N2C)C"


@subject("rdkit", "rdkit")
def _rdkit() -> Iterator[Case]:
    chem, all_chem, draw = (import_module(f"rdkit.{name}") for name in ("Chem", "Chem.AllChem", "Chem.Draw"))
    import_module("rdkit.RDLogger").DisableLog("rdApp.*")
    molecule, at = chem.MolFromSmiles(CAFFEINE), "one molecule of 14 atoms"
    block, path = chem.MolToMolBlock(molecule), str(Path(tempfile.mkdtemp()) / "one.png")
    yield Case("rdkit.Chem.MolFromSmiles", at, lambda: chem.MolFromSmiles(CAFFEINE))
    yield Case("rdkit.Chem.MolToSmiles", at, lambda: chem.MolToSmiles(molecule))
    yield Case("rdkit.Chem.MolFromMolBlock", at, lambda: chem.MolFromMolBlock(block))
    yield Case("rdkit.Chem.MolToMolBlock", at, lambda: chem.MolToMolBlock(molecule))
    of = "rdkit.Chem.AllChem"
    prints = partial(all_chem.GetMorganFingerprintAsBitVect, molecule, 2)
    yield Case(f"{of}.GetMorganFingerprintAsBitVect", at, prints)
    full = chem.AddHs(molecule)
    yield Case(f"{of}.EmbedMolecule", at, lambda: all_chem.EmbedMolecule(full, randomSeed=1))
    several = partial(all_chem.EmbedMultipleConfs, randomSeed=1)
    yield Case(f"{of}.EmbedMultipleConfs", f"{at}, ten shapes", lambda: several(chem.Mol(full), 10))
    shaped = chem.Mol(full)
    all_chem.EmbedMolecule(shaped, randomSeed=1)

    def relaxed(relax: Untyped) -> object:
        return relax(chem.Mol(shaped))

    for name in ("MMFFOptimizeMolecule", "UFFOptimizeMolecule"):
        yield Case(f"{of}.{name}", at, partial(relaxed, getattr(all_chem, name)))
    yield Case("rdkit.Chem.Draw.MolToImage", at, lambda: draw.MolToImage(molecule))
    yield Case("rdkit.Chem.Draw.MolToFile", at, lambda: draw.MolToFile(molecule, path))
    yield Case(
        "rdkit.Chem.Draw.MolsToGridImage",
        "nine molecules of 14 atoms",
        lambda: draw.MolsToGridImage([molecule] * 9),
    )


@subject("geopy", "geopy")
def _geopy() -> Iterator[Case]:
    distance = import_module("geopy.distance")
    for name in ("distance", "geodesic", "great_circle"):
        call = partial(getattr(distance, name), (52.5, 13.4), (48.1, 11.6))
        yield Case(f"geopy.distance.{name}", "two points", call)

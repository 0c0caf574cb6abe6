"""Meshes and clouds of points: trimesh and Open3D."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator

MESH = "a mesh of 50 000 faces"
CLOUD = "a cloud of 1 000 000 points"


@subject("trimesh", "trimesh")
def _trimesh() -> Iterator[Case]:
    library, folder = import_module("trimesh"), Path(tempfile.mkdtemp())
    ball = library.creation.uv_sphere(count=[160, 158])
    path = folder / "a.stl"
    ball.export(path)
    faces = library.Trimesh(ball.vertices, ball.faces, process=False)
    at = f"{MESH}, as STL"
    yield from each(
        "trimesh",
        at,
        load=lambda: library.load(path),
        load_mesh=lambda: library.load_mesh(path),
        load_scene=lambda: library.load_scene(path),
    )
    base = "trimesh.Trimesh"
    yield Case(f"{base}.export", at, lambda: ball.export(folder / "b.stl"))
    holed = ball.submesh([range(100, len(ball.faces))], append=True)
    both = library.util.concatenate([ball, ball.copy().apply_translation([3, 0, 0])])
    yield from each(
        base,
        MESH,
        subdivide=ball.subdivide,
        simplify_quadric_decimation=lambda: ball.simplify_quadric_decimation(0.5),
        fill_holes=lambda: holed.copy().fill_holes(),
    )
    yield Case(f"{base}.split", "a mesh of two bodies, 100 000 faces", both.copy().split)
    small = library.creation.torus(1, 0.3)
    name, at = f"{base}.convex_decomposition", f"a ring of {len(small.faces)} faces, resolution 20 000"
    yield Case(name, at, lambda: small.convex_decomposition(resolution=20_000))
    moved = faces.copy().apply_translation([0.5, 0, 0])
    pair = [ball, moved]
    yield from each(
        "trimesh.boolean",
        "two meshes of 50 000 faces",
        difference=lambda: library.boolean.difference(pair),
        union=lambda: library.boolean.union(pair),
        intersection=lambda: library.boolean.intersection(pair),
    )


@subject("open3d", "open3d")
def _open3d() -> Iterator[Case]:
    library, np, folder = import_module("open3d"), import_module("numpy"), Path(tempfile.mkdtemp())
    geometry, files, rng = library.geometry, library.io, np.random.default_rng(1)
    spots = rng.uniform(0, 10, (1_000_000, 3)) * [1, 1, 0.01]
    spots[::2] = spots[::2] * 0.1 + [4, 4, 0] + rng.uniform(0, 1, (500_000, 3))
    cloud = geometry.PointCloud(library.utility.Vector3dVector(spots))
    path, drawn = str(folder / "a.ply"), str(folder / "b.ply")
    files.write_point_cloud(path, cloud)
    ball = geometry.TriangleMesh.create_sphere(resolution=112)
    files.write_triangle_mesh(drawn, ball)
    at = f"{CLOUD}, as PLY"
    yield Case("open3d.io.read_point_cloud", at, lambda: files.read_point_cloud(path))
    yield Case("open3d.io.write_point_cloud", at, lambda: files.write_point_cloud(path, cloud))
    at = f"{MESH}, as PLY"
    yield Case("open3d.io.read_triangle_mesh", at, lambda: files.read_triangle_mesh(drawn))
    yield Case("open3d.io.write_triangle_mesh", at, lambda: files.write_triangle_mesh(drawn, ball))
    box = geometry.AxisAlignedBoundingBox([2, 2, -1], [6, 6, 2])
    near, sparse = geometry.KDTreeSearchParamHybrid(radius=0.1, max_nn=30), cloud.uniform_down_sample(10)
    yield from each(
        "open3d.geometry.PointCloud",
        CLOUD,
        voxel_down_sample=lambda: cloud.voxel_down_sample(0.05),
        uniform_down_sample=lambda: cloud.uniform_down_sample(10),
        crop=lambda: cloud.crop(box),
    )
    yield from each(
        "open3d.geometry.PointCloud",
        "a cloud of 100 000 points",
        estimate_normals=lambda: sparse.estimate_normals(near),
        remove_statistical_outlier=lambda: sparse.remove_statistical_outlier(20, 2.0),
        segment_plane=lambda: sparse.segment_plane(0.05, 3, 1000),
        cluster_dbscan=lambda: sparse.cluster_dbscan(0.05, 10),
    )

"""Volumes, grids, meshes and clouds: files that take long to read."""

import h5py
import nibabel
import open3d
import pydicom
import rasterio
import SimpleITK
import trimesh
import xarray
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read():
    with h5py.File("a.h5") as file:  # expect: FL204:10
        list(file)
    with rasterio.open("a.tif") as grid:  # expect: FL204:10
        grid.read(1)  # expect: FL204:9:high
    nibabel.load("a.nii").get_fdata()  # expect: FL101:5:high FL204:5
    pydicom.dcmread("a.dcm").pixel_array  # expect: FL204:5
    SimpleITK.ReadImage("a.nrrd")  # expect: FL101:5:high
    xarray.open_dataset("a.nc").load()  # expect: FL204:5:high
    trimesh.load("a.obj")  # expect: FL101:5:high
    open3d.io.read_point_cloud("a.ply").estimate_normals()  # expect: FL101:5:high

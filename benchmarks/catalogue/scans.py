"""Scans of medicine: volumes and slices of SimpleITK, NIfTI, and DICOM."""

from __future__ import annotations

import io
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import pixels
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator

VOLUME = "a volume of 512x512x100"
SLICES = "a folder of 100 slices of 512x512"
SLICE = "one 512x512 slice, 100 elements"


def _volume(side: int, layers: int) -> Any:  # noqa: ANN401 - a library's object
    """Make layers of 16 bits that change slowly, with the noise of the picture."""
    np = import_module("numpy")
    picture = np.asarray(pixels())[:, :, 0].astype("int16")
    rows, columns = np.arange(side)[:, None], np.arange(side)
    return np.stack([picture[rows + layer, columns + 2 * layer] for layer in range(layers)])


def _slice() -> Any:  # noqa: ANN401 - a library's object
    """Make a CT slice as DICOM, not compressed."""
    dataset, uid = import_module("pydicom.dataset"), import_module("pydicom.uid")
    made = dataset.Dataset()
    made.file_meta = dataset.FileMetaDataset()
    made.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = uid.CTImageStorage
    made.Rows = made.Columns = 512
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 12, 11
    made.SamplesPerPixel, made.PixelRepresentation, made.PhotometricInterpretation = 1, 0, "MONOCHROME2"
    made.PatientID, made.Modality, made.StudyInstanceUID = "1", "CT", uid.generate_uid(entropy_srcs=["a"])
    made.SeriesInstanceUID, made.PixelSpacing = uid.generate_uid(entropy_srcs=["b"]), [1, 1]
    made.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    block = made.private_block(0x0029, "BENCHMARK", create=True)
    for number in range(80):
        block.add_new(number, "LO", f"a value of the scanner, {number}")
    return made


def _save_slice(made: Any, layer: Any, number: int, out: object) -> None:  # noqa: ANN401 - a library's object
    uid = import_module("pydicom.uid").generate_uid(entropy_srcs=[str(number)])
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = uid
    made.InstanceNumber, made.ImagePositionPatient = number, [0, 0, number]
    made.PixelData = layer.astype("uint16").tobytes()
    made.save_as(out, enforce_file_format=True)


@subject("pydicom", "pydicom")
def _pydicom() -> Iterator[Case]:
    pydicom, out = import_module("pydicom"), io.BytesIO()
    _save_slice(_slice(), _volume(512, 1)[0], 1, out)
    written = out.getvalue()

    def read() -> Any:  # noqa: ANN401 - a library's object
        return pydicom.dcmread(io.BytesIO(written))

    dataset = read()
    rle = import_module("pydicom.uid").RLELossless
    packed = read()
    packed.compress(rle, encoding_plugin="pydicom")
    packed_out = io.BytesIO()
    packed.save_as(packed_out)
    path = Path(tempfile.mkdtemp()) / "a.dcm"
    path.write_bytes(written)
    yield Case("pydicom.dcmread", SLICE, lambda: pydicom.dcmread(path))
    yield Case("pydicom.dcmwrite", SLICE, lambda: pydicom.dcmwrite(io.BytesIO(), dataset))
    kind, at = "pydicom.dataset.FileDataset", f"{SLICE}, run-length encoding"
    yield Case(f"{kind}.save_as", SLICE, lambda: dataset.save_as(io.BytesIO()))
    yield Case(f"{kind}.compress", at, lambda: read().compress(rle, encoding_plugin="pydicom"))
    yield Case(
        f"{kind}.decompress",
        at,
        lambda: pydicom.dcmread(io.BytesIO(packed_out.getvalue())).decompress(),
    )


@subject("nibabel", "nibabel")
def _nibabel() -> Iterator[Case]:
    nibabel, np, folder = import_module("nibabel"), import_module("numpy"), Path(tempfile.mkdtemp())
    image = nibabel.Nifti1Image(_volume(256, 180), np.eye(4))
    path = folder / "a.nii.gz"
    nibabel.save(image, path)
    at = "a volume of 256x256x180, 16 bits, as .nii.gz"
    kind = "nibabel.Nifti1Image"
    yield Case("nibabel.save", at, lambda: nibabel.save(image, folder / "b.nii.gz"))
    yield Case(f"{kind}.to_filename", at, lambda: image.to_filename(folder / "b.nii.gz"))
    yield Case(f"{kind}.get_fdata", at, lambda: nibabel.load(path).get_fdata())


@subject("SimpleITK", "SimpleITK")
def _simpleitk() -> Iterator[Case]:
    sitk, folder = import_module("SimpleITK"), Path(tempfile.mkdtemp())
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)
    array = _volume(512, 100)
    volume = sitk.GetImageFromArray(array)
    path = str(folder / "a.nii.gz")
    sitk.WriteImage(volume, path)
    at = f"{VOLUME}, 16 bits, as .nii.gz"
    yield Case("SimpleITK.ReadImage", at, lambda: sitk.ReadImage(path))
    yield Case("SimpleITK.WriteImage", at, lambda: sitk.WriteImage(volume, str(folder / "b.nii.gz")))
    yield Case("SimpleITK.GetArrayFromImage", VOLUME, lambda: sitk.GetArrayFromImage(volume))
    yield Case("SimpleITK.GetImageFromArray", VOLUME, lambda: sitk.GetImageFromArray(array))
    one = sitk.ImageFileReader()
    one.SetFileName(path)
    yield Case("SimpleITK.ImageFileReader.Execute", at, one.Execute)
    yield from _series(sitk, array)
    parts, real = sitk.BinaryThreshold(volume, 128, 300), sitk.Cast(volume, sitk.sitkFloat32)
    grid = sitk.Image([256, 256, 50], sitk.sitkInt16)
    grid.SetSpacing([2, 2, 2])
    yield Case("SimpleITK.BinaryThreshold", VOLUME, lambda: sitk.BinaryThreshold(volume, 128, 300))
    yield Case("SimpleITK.ConnectedComponent", VOLUME, lambda: sitk.ConnectedComponent(parts))
    yield Case("SimpleITK.Resample", f"{VOLUME} to 256x256x50", lambda: sitk.Resample(volume, grid))
    smooth = sitk.SmoothingRecursiveGaussian
    yield Case("SimpleITK.SmoothingRecursiveGaussian", VOLUME, lambda: smooth(volume))
    half = sitk.Shrink(real, [2, 2, 2])
    at = "a volume of 256x256x50"
    yield Case("SimpleITK.Median", at, lambda: sitk.Median(half))
    yield Case("SimpleITK.CurvatureFlow", f"{at}, five rounds", lambda: sitk.CurvatureFlow(half))


def _series(sitk: Any, array: Any) -> Iterator[Case]:  # noqa: ANN401 - libraries' objects
    folder, made = Path(tempfile.mkdtemp()), _slice()
    for number, layer in enumerate(array):
        _save_slice(made, layer, number, folder / f"{number}.dcm")
    reader, where = sitk.ImageSeriesReader(), str(folder)
    names = reader.GetGDCMSeriesFileNames(where)
    reader.SetFileNames(names)
    yield from each(
        "SimpleITK.ImageSeriesReader",
        SLICES,
        GetGDCMSeriesFileNames=lambda: sitk.ImageSeriesReader.GetGDCMSeriesFileNames(where),
        GetGDCMSeriesIDs=lambda: sitk.ImageSeriesReader.GetGDCMSeriesIDs(where),
        Execute=reader.Execute,
    )

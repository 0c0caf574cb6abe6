"""Signals, pictures, and linear algebra of scipy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.listing import alike

if TYPE_CHECKING:
    from collections.abc import Iterator

CHANNEL = "one 1-megapixel image, one channel"
SQUARE = "64x64 float64"
TEN_S = "10 s of audio at 16 kHz"


@subject("scipy.signal", "scipy")
def _signal() -> Iterator[Case]:
    np, signal = import_module("numpy"), import_module("scipy.signal")
    where, make = "scipy.signal", np.random.default_rng(1)
    audio, taps = make.normal(size=160_000), make.random(1000)
    yield from alike(where, signal, "resample", TEN_S, audio, 80_000)
    yield from alike(where, signal, "resample_poly", TEN_S, audio, 1, 2)
    yield from alike(where, signal, "decimate", TEN_S, audio, 2)
    low, sections = signal.butter(4, 0.2), signal.butter(4, 0.2, output="sos")
    yield from alike(where, signal, "lfilter filtfilt", TEN_S, *low, audio)
    yield from alike(where, signal, "sosfilt sosfiltfilt", TEN_S, sections, audio)
    yield from alike(where, signal, "detrend hilbert medfilt wiener", TEN_S, audio)
    yield from alike(where, signal, "savgol_filter", TEN_S, audio, 11, 3)
    at = f"{TEN_S}, a filter of 1 000 taps"
    yield from alike(where, signal, "convolve fftconvolve oaconvolve", at, audio, taps)
    at = "0.5 s of audio at 16 kHz, by a filter of two taps"
    yield from alike(where, signal, "deconvolve", at, audio[:8000], [1.0, 0.5])
    yield from alike(where, signal, "correlate", f"{TEN_S}, against as much", audio, audio[::-1])
    yield from alike(where, signal, "stft spectrogram welch periodogram", TEN_S, audio)
    yield from alike(where, signal, "coherence csd", f"{TEN_S}, against as much", audio, audio[::-1])
    yield from alike(where, signal, "istft", TEN_S, signal.stft(audio)[2])
    peaks = signal.find_peaks(audio)[0]
    yield from alike(where, signal, "find_peaks", TEN_S, audio)
    yield from alike(where, signal, "peak_prominences peak_widths", TEN_S, audio, peaks)
    yield from alike(where, signal, "argrelextrema", TEN_S, audio, np.greater)
    yield from alike(where, signal, "find_peaks_cwt", "4 000 numbers, ten widths", audio[:4000], range(1, 11))
    image = make.random((1024, 1024))
    at = f"{CHANNEL}, 3x3"
    yield from alike(where, signal, "convolve2d correlate2d", at, image, np.ones((3, 3)))
    yield from alike(where, signal, "medfilt2d", at, image)


@subject("scipy.signal.windows", "scipy")
def _designs() -> Iterator[Case]:
    signal = import_module("scipy.signal")
    where, at = "scipy.signal", "one filter design"
    yield from alike(where, signal, "butter bessel", at, 4, [0.1, 0.2], "bandpass")
    yield from alike(where, signal, "iirfilter", at, 4, [0.1, 0.2])
    yield from alike(where, signal, "cheby1", at, 4, 1, 0.2)
    yield from alike(where, signal, "cheby2", at, 4, 40, 0.2)
    yield from alike(where, signal, "ellip", at, 4, 1, 40, 0.2)
    yield from alike(where, signal, "firwin", f"{at} of 101 taps", 101, 0.2)
    yield from alike(where, signal, "iirnotch", at, 0.2, 30)
    yield from alike(where, signal, "freqz", f"{at}, at 512 frequencies", *signal.butter(4, 0.2))
    sections = signal.butter(4, 0.2, output="sos")
    yield from alike(where, signal, "sosfreqz", f"{at}, at 512 frequencies", sections)
    yield from alike(where, signal, "get_window", "one window of 512", "hann", 512)


@subject("scipy.fft", "scipy")
def _fft() -> Iterator[Case]:
    np, fft = import_module("numpy"), import_module("scipy.fft")
    make = np.random.default_rng(1)
    audio, image = make.random(160_000), make.random((1024, 1024))
    yield from alike("scipy.fft", fft, "fft ifft rfft irfft dct idct dst idst", "160 000 numbers", audio)
    yield from alike("scipy.fft", fft, "fft2 ifft2 fftn ifftn", CHANNEL, image)


@subject("scipy.linalg", "scipy")
def _linalg() -> Iterator[Case]:
    np, linalg = import_module("numpy"), import_module("scipy.linalg")
    where, matrix = "scipy.linalg", np.random.default_rng(1).random((64, 64))
    one = "svd svdvals eig eigvals inv pinv qr lu lu_factor expm logm sqrtm det schur null_space"
    yield from alike(where, linalg, one, SQUARE, matrix)
    yield from alike(where, linalg, "eigh eigvalsh cholesky", SQUARE, matrix @ matrix.T + np.eye(64))
    yield from alike(where, linalg, "solve lstsq", SQUARE, matrix, matrix)


@subject("scipy.sparse.linalg", "scipy")
def _sparse() -> Iterator[Case]:
    np, sparse, linalg = (import_module(name) for name in ("numpy", "scipy.sparse", "scipy.sparse.linalg"))
    line = sparse.diags_array([-1.0, 2.0, -1.0], offsets=[-1, 0, 1], shape=(100, 100))
    grid = sparse.csc_array(sparse.kronsum(line, line))
    where, right = "scipy.sparse.linalg", np.random.default_rng(1).random(10_000)
    at = "10 000 unknowns on a grid"
    yield from alike(where, linalg, "spsolve cg lsqr", at, grid, right)
    yield from alike(where, linalg, "gmres", f"{at}, to 1 %", grid, right, rtol=0.01)
    yield from alike(where, linalg, "splu", at, grid)
    line = sparse.diags_array([-1.0, 2.0, -1.0], offsets=[-1, 0, 1], shape=(30, 30))
    at, small = "900 unknowns on a grid, six values", sparse.csc_array(sparse.kronsum(line, line))
    yield from alike(where, linalg, "eigs eigsh svds", at, small, 6)


@subject("scipy.ndimage", "scipy")
def _ndimage() -> Iterator[Case]:
    np, ndimage = import_module("numpy"), import_module("scipy.ndimage")
    where, image = "scipy.ndimage", np.random.default_rng(1).random((1024, 1024))
    smooth = ndimage.gaussian_filter(image, 8)
    shapes = smooth > smooth.mean()
    yield from alike(where, ndimage, "gaussian_filter", CHANNEL, image, 2)
    at = f"{CHANNEL}, 3x3"
    yield from alike(
        where, ndimage, "median_filter uniform_filter maximum_filter minimum_filter", at, image, 3
    )
    yield from alike(where, ndimage, "zoom", CHANNEL, image, 0.5)
    yield from alike(where, ndimage, "rotate", CHANNEL, image, 30)
    yield from alike(where, ndimage, "shift", CHANNEL, image, (2.5, 1.5))
    yield from alike(where, ndimage, "affine_transform", CHANNEL, image, [[1.1, 0.1], [0.0, 0.9]])
    yield from alike(where, ndimage, "map_coordinates", CHANNEL, image, np.mgrid[:1024, :1024] * 0.9)
    yield from alike(where, ndimage, "convolve", at, image, np.ones((3, 3)))
    yield from alike(where, ndimage, "convolve1d", f"{CHANNEL}, three weights", image, [1, 2, 1])
    yield from alike(where, ndimage, "sobel laplace", CHANNEL, image)
    morphology = "binary_dilation binary_erosion binary_closing binary_opening binary_fill_holes"
    yield from alike(where, ndimage, f"{morphology} distance_transform_edt label", CHANNEL, shapes)
    labels, count = ndimage.label(shapes)
    at = f"{CHANNEL}, {count} shapes"
    yield from alike(where, ndimage, "find_objects", at, labels)
    yield from alike(where, ndimage, "center_of_mass sum mean", at, image, labels, range(1, count + 1))

"""TensorFlow and Keras, on the CPU; weights are random."""

from __future__ import annotations

import io
import tempfile
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.catalogue.case import Case, subject
from benchmarks.catalogue.inputs import jpeg, pixels
from benchmarks.catalogue.listing import each

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

IMAGE = "one 224x224 image"
NETWORK = "MobileNetV2 with random weights, one 224x224 image, on the CPU"
PRODUCT = "512x512 by 512x512 float32"


def single_threaded() -> ModuleType:
    """Import TensorFlow for one thread; must come before its first operation."""
    tf = import_module("tensorflow")
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    return tf


@subject("tensorflow", "tensorflow")
def _tensorflow() -> Iterator[Case]:
    tf, np = single_threaded(), import_module("numpy")
    array = np.random.default_rng(1).random((1, 224, 224, 3), dtype="float32")
    x, tensor = tf.constant(array), "tensorflow.Tensor"
    for name in [
        "abs",
        "argmax",
        "argmin",
        "identity",
        "norm",
        "reduce_max",
        "reduce_mean",
        "reduce_sum",
        "sigmoid",
        "sqrt",
        "squeeze",
        "tanh",
        "transpose",
    ]:
        yield Case(f"tensorflow.{name}", IMAGE, partial(getattr(tf, name), x))
    for name in ["add", "divide", "multiply", "subtract"]:
        yield Case(f"tensorflow.{name}", IMAGE, partial(getattr(tf, name), x, x))
    for name in ["constant", "convert_to_tensor", "Variable"]:
        yield Case(f"tensorflow.{name}", IMAGE, partial(getattr(tf, name), array))
    for name in ["zeros", "ones"]:
        yield Case(f"tensorflow.{name}", IMAGE, partial(getattr(tf, name), (1, 224, 224, 3)))
    for name in ["relu", "sigmoid", "softmax", "log_softmax", "l2_normalize"]:
        yield Case(f"tensorflow.nn.{name}", IMAGE, partial(getattr(tf.nn, name), x))
    for name in ["add", "sub", "mul", "truediv"]:
        yield Case(f"{tensor}.__{name}__", IMAGE, partial(getattr(x, f"__{name}__"), x))
    rows = tf.constant(list(range(0, 224, 2)))
    yield from each(
        "tensorflow",
        IMAGE,
        cast=lambda: tf.cast(x, tf.float16),
        clip_by_value=lambda: tf.clip_by_value(x, 0.2, 0.8),
        concat=lambda: tf.concat([x, x], 0),
        stack=lambda: tf.stack([x, x]),
        expand_dims=lambda: tf.expand_dims(x, 0),
        gather=lambda: tf.gather(x, rows, axis=1),
        reshape=lambda: tf.reshape(x, (224, 672)),
        where=lambda: tf.where(x > 0.5, x, 0.0),  # noqa: PLR2004 - half of the numbers
    )
    yield Case("tensorflow.range", "150 000 numbers", lambda: tf.range(150_000))
    yield Case(f"{tensor}.numpy", IMAGE, x.numpy)
    yield Case(f"{tensor}.__getitem__", IMAGE, lambda: x[0])


@subject("tensorflow.nn", "tensorflow")
def _products() -> Iterator[Case]:
    tf, np = single_threaded(), import_module("numpy")
    make = np.random.default_rng(1)
    square = tf.constant(make.random((512, 512), dtype="float32"))
    yield from each(
        "tensorflow",
        PRODUCT,
        matmul=lambda: tf.matmul(square, square),
        einsum=lambda: tf.einsum("ij,jk->ik", square, square),
        tensordot=lambda: tf.tensordot(square, square, 1),
    )
    yield Case("tensorflow.Tensor.__matmul__", PRODUCT, lambda: square @ square)
    x, kernel = tf.constant(make.random((1, 224, 224, 3), dtype="float32")), tf.zeros((3, 3, 3, 32))
    at = f"{IMAGE}, to 32 channels, kernel 3, stride 2"
    yield Case("tensorflow.nn.conv2d", at, lambda: tf.nn.conv2d(x, kernel, 2, "SAME"))
    yield Case("tensorflow.nn.max_pool", IMAGE, lambda: tf.nn.max_pool(x, 2, 2, "SAME"))
    yield Case("tensorflow.nn.avg_pool", IMAGE, lambda: tf.nn.avg_pool(x, 2, 2, "SAME"))
    sound = tf.audio.encode_wav(tf.zeros((160_000, 1)), 16_000)
    yield Case("tensorflow.audio.decode_wav", "10 s of audio at 16 kHz", lambda: tf.audio.decode_wav(sound))


@subject("tensorflow.image", "tensorflow")
def _images() -> Iterator[Case]:
    tf, np, pil = single_threaded(), import_module("numpy"), import_module("PIL.Image")
    picture, packed = tf.constant(pixels()), tf.constant(jpeg())
    others: dict[str, object] = {}
    for kind in ("PNG", "BMP", "GIF"):
        out = io.BytesIO()
        pil.fromarray(pixels()).save(out, kind)
        others[kind.lower()] = tf.constant(out.getvalue())
    for module in ("image", "io"):
        tools, base = getattr(tf, module), f"tensorflow.{module}"
        at = "one 1-megapixel JPEG"
        yield Case(f"{base}.decode_jpeg", at, partial(tools.decode_jpeg, packed))
        yield Case(f"{base}.decode_image", at, partial(tools.decode_image, packed))
        yield Case(f"{base}.decode_png", "one 1-megapixel PNG", partial(tools.decode_png, others["png"]))
    base, tools = "tensorflow.image", tf.image
    yield Case(f"{base}.decode_bmp", "one 1-megapixel BMP", lambda: tf.io.decode_bmp(others["bmp"]))
    yield Case(f"{base}.decode_gif", "one 1-megapixel GIF", lambda: tf.io.decode_gif(others["gif"]))
    yield Case(f"{base}.encode_jpeg", "one 1-megapixel image", lambda: tf.io.encode_jpeg(picture))
    yield Case(f"{base}.encode_png", "one 1-megapixel image", lambda: tf.io.encode_png(picture))
    make = np.random.default_rng(1)
    corners = make.random((1000, 2), dtype="float32") * 0.9
    boxes = tf.constant(np.concatenate([corners, corners + 0.05], 1))
    scores = tf.constant(make.random(1000, dtype="float32"))
    at = "1 000 boxes"
    yield Case(f"{base}.non_max_suppression", at, lambda: tools.non_max_suppression(boxes, scores, 100))
    many, all_scores = boxes[None, :, None], scores[None, :, None]
    joined = tools.combined_non_max_suppression
    yield Case(f"{base}.combined_non_max_suppression", at, lambda: joined(many, all_scores, 100, 100))


@subject("tensorflow.saved_model", "tensorflow")
def _graphs() -> Iterator[Case]:
    tf, image = single_threaded(), import_module("numpy").zeros((1, 224, 224, 3), "float32")
    network = import_module("keras").applications.MobileNetV2(weights=None)
    folder = tempfile.mkdtemp()
    network.export(folder, verbose=False)
    served = tf.saved_model.load(folder)
    concrete, value = served.signatures["serving_default"], tf.constant(image)
    yield Case("tensorflow.SavedModel.__call__", NETWORK, lambda: served.serve(value))
    yield Case("tensorflow.ConcreteFunction.__call__", NETWORK, lambda: concrete(value))
    old = tf.compat.v1
    graph = tf.Graph()
    with graph.as_default():
        session = old.Session(graph=graph)
        loaded = old.saved_model.load(session, ["serve"], folder)
        signature = loaded.signature_def["serving_default"]
        given = next(iter(signature.inputs.values())).name
        wanted = next(iter(signature.outputs.values())).name
    yield Case("tensorflow.compat.v1.Session.run", NETWORK, lambda: session.run(wanted, {given: image}))
    light = tf.lite.Interpreter(model_content=tf.lite.TFLiteConverter.from_saved_model(folder).convert())
    light.allocate_tensors()
    light.set_tensor(light.get_input_details()[0]["index"], image)
    yield Case("tensorflow.lite.Interpreter.invoke", NETWORK, light.invoke)


@subject("tensorflow.data", "tensorflow")
def _data() -> Iterator[Case]:
    tf = single_threaded()
    packed = tf.io.encode_jpeg(tf.constant(pixels())[:224, :224])
    batches = tf.data.Dataset.from_tensors(packed).repeat(32).map(tf.io.decode_jpeg).batch(32)
    at = "one batch of 32 JPEGs of 224x224"
    yield Case("tensorflow.data.Dataset.__iter__", at, lambda: next(iter(batches)))


@subject("keras", "keras")
def _keras() -> Iterator[Case]:
    single_threaded()
    keras, np = import_module("keras"), import_module("numpy")
    network = keras.applications.MobileNetV2(weights=None)
    network.compile(optimizer="adam", loss="sparse_categorical_crossentropy", jit_compile=False)
    image, label = np.zeros((1, 224, 224, 3), "float32"), np.zeros((1,), "int64")
    yield from each(
        "keras.Model",
        NETWORK,
        __call__=lambda: network(image),
        call=lambda: network.call(image),
        predict=lambda: network.predict(image, verbose=0),
        predict_on_batch=lambda: network.predict_on_batch(image),
        predict_step=lambda: network.predict_step((image,)),
        test_on_batch=lambda: network.test_on_batch(image, label),
    )
    folder = tempfile.mkdtemp()
    network.export(folder, verbose=False)
    served = keras.layers.TFSMLayer(folder, call_endpoint="serve")
    yield Case("keras.layers.TFSMLayer.__call__", NETWORK, lambda: served(image))
    images, labels = np.zeros((8, 224, 224, 3), "float32"), np.zeros((8,), "int64")
    at = "MobileNetV2, eight 224x224 images, on the CPU"
    yield Case("keras.Model.evaluate", at, lambda: network.evaluate(images, labels, verbose=0))
    yield Case("keras.Model.train_on_batch", at, lambda: network.train_on_batch(images, labels))
    rows = np.random.default_rng(1).random((10_000, 20), "float32")
    dense, last = partial(keras.layers.Dense, 64, activation="relu"), keras.layers.Dense(1)
    small = keras.Sequential([keras.Input((20,)), dense(), dense(), last])
    small.compile(optimizer="adam", loss="mse", jit_compile=False)
    at = "two layers of 64, one pass over 10 000 rows of 20, on the CPU"
    yield Case("keras.Model.fit", at, lambda: small.fit(rows, rows[:, 0], verbose=0))
    layer = keras.layers.Conv2D(32, 3, strides=2)
    yield Case("keras.Layer.__call__", f"{IMAGE}, to 32 channels, kernel 3, stride 2", lambda: layer(image))


@subject("keras.utils", "keras")
def _keras_tools() -> Iterator[Case]:
    single_threaded()
    tools, np, folder = import_module("keras.utils"), import_module("numpy"), Path(tempfile.mkdtemp())
    (folder / "a.jpg").write_bytes(jpeg())
    array = np.asarray(pixels())
    small = array[:224, :224].astype("float32")
    picture = import_module("PIL.Image").fromarray(array[:224, :224])
    yield from each(
        "keras.utils",
        IMAGE,
        array_to_img=lambda: tools.array_to_img(small),
        img_to_array=lambda: tools.img_to_array(picture),
    )
    at = "one 1-megapixel JPEG to 224x224"
    path = str(folder / "a.jpg")
    yield Case("keras.utils.load_img", at, lambda: tools.load_img(path, target_size=(224, 224)))
    yield Case("keras.utils.save_img", "one 1-megapixel PNG", lambda: tools.save_img(folder / "b.png", array))
    numbers, labels = np.random.default_rng(1).random((100, 100)), [i % 10 for i in range(100)]
    sequences = [list(range(i)) for i in range(100)]
    yield from each(
        "keras.utils",
        "100 sequences",
        normalize=lambda: tools.normalize(numbers),
        pad_sequences=lambda: tools.pad_sequences(sequences),
        to_categorical=lambda: tools.to_categorical(labels),
    )

"""Makes the models of this folder and what the C libraries score with them.

    python3 make_fixtures.py lightgbm            # with the package lightgbm
    python3 make_fixtures.py xgboost             # with the package xgboost, 2.x or 3.x; once for each
    python3 make_fixtures.py xgboost-c LIBRARY   # with XGBoost's C library 1.x alone, such as Debian's libxgboost.so.0

Each case is a model file and a file of the same name with ".expected" behind it, little-endian: UInt32 number of the table of
rows (rows0, rows1 …: Float32, column by column, five columns), UInt32 outputs, UInt32 predictions a row; then raw scores output by
output and predictions in the same way, Float64 from LightGBM, Float32 from XGBoost.
"""
import ctypes
import json
import pathlib
import struct
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent
TINY = [0.0, -0.0, 1e-45, -1e-45, 1e-40, -1e-40, 1e-35, -1e-35, 1.1e-35, -1.1e-35, 3e38, -3e38, np.inf, -np.inf, np.nan]
CATEGORIES = [np.nan, -1, -0.5, 0.5, -0.0, 3.9, 31, 32, 63, 64, 100, 1e6, 2**24, 2**31, 1e30, -1e30, np.inf, -np.inf]


def features(rows, seed, missing=0.1, categorical=()):
    rng = np.random.default_rng(seed)
    x = np.empty((rows, 5), np.float32)
    x[:, 0] = rng.normal(size=rows)
    x[:, 1] = rng.integers(0, 30, rows)
    x[:, 2] = rng.exponential(5, rows)
    x[:, 3] = rng.integers(-4, 5, rows)
    x[:, 4] = rng.integers(0, 70, rows)
    target = x[:, 0] * 2 + np.sin(x[:, 1]) + (x[:, 2] > 4) * 1.5 + (x[:, 4].astype(int) % 3) * 1.2
    target = target + rng.normal(size=rows) * 0.3
    hidden = rng.random(x.shape) < missing
    hidden[:, list(categorical)] = False
    x[hidden] = np.nan
    return x, target


# Which columns hold categories in each table of rows; the last table has no infinities.
TABLES = [(), (1, 4), (3, 1), (4,), ()]


def probes(table):
    """Rows the libraries shall score: ordinary ones, and every odd value in every column."""
    x, _ = features(40, 99)
    odd = []
    for column in range(5):
        for value in TINY + (CATEGORIES if column in TABLES[table] else []):
            row = x[len(odd) % 40].copy()
            row[column] = value
            odd.append(row)
    rows = np.vstack([x, np.array(odd, np.float32)]).astype(np.float32)
    if table == 4:
        rows = rows[~np.isinf(rows).any(axis=1)]
    (HERE / f"rows{table}").write_bytes(rows.T.astype("<f4").tobytes())
    return rows


def write_expected(name, table, rows, raw, predictions, kind):
    raw = np.asarray(raw).reshape(rows, -1)
    predictions = np.asarray(predictions).reshape(rows, -1)
    head = struct.pack("<3I", table, raw.shape[1], predictions.shape[1])
    (HERE / (name + ".expected")).write_bytes(
        head + raw.T.astype(kind).tobytes() + predictions.T.astype(kind).tobytes()
    )


def lightgbm_cases():
    import lightgbm as lgb

    def case(name, label=lambda y: y, missing=0.1, categorical=(), rounds=4, **parameters):
        x, y = features(1500, 1, missing, categorical)
        settings = dict(verbose=-1, num_threads=1, num_leaves=8, min_data_in_leaf=5, learning_rate=0.3, seed=1)
        settings.update(parameters)
        if settings.get("objective") == "lambdarank":
            data = lgb.Dataset(x, label(y), group=[50] * 30)
        else:
            data = lgb.Dataset(x, label(y), categorical_feature=list(categorical) or "auto")
        booster = lgb.train(settings, data, rounds)
        text = booster.model_to_string().split("\nfeature_importances:")[0] + "\n"
        path = HERE / ("lightgbm-" + name + ".txt")
        path.write_text(text)
        table = TABLES.index(tuple(categorical))
        rows = probes(table)
        loaded = lgb.Booster(model_file=str(path))
        raw, predictions = loaded.predict(rows, raw_score=True), loaded.predict(rows)
        write_expected(path.name, table, len(rows), raw, predictions, "<f8")

    def classes(y):
        return np.digitize(y, [0, 2])

    def positive(y):
        return np.exp(y / 4)

    def half(y):
        return (y > 1) * 1.0

    case("regression", objective="regression")
    case("regression-sqrt", objective="regression", reg_sqrt=True)
    case("l1", objective="regression_l1")
    case("huber", objective="huber")
    case("fair", objective="fair")
    case("quantile", objective="quantile", alpha=0.3)
    case("mape", objective="mape", label=lambda y: y + 20)
    case("poisson", objective="poisson", label=positive)
    case("gamma", objective="gamma", label=positive)
    case("tweedie", objective="tweedie", label=positive)
    case("binary", objective="binary", label=half, sigmoid=1.7)
    case("multiclass", objective="multiclass", num_class=3, label=classes)
    case("multiclassova", objective="multiclassova", num_class=3, label=classes, rounds=4, sigmoid=0.8)
    case("cross-entropy", objective="cross_entropy", label=half)
    case("cross-entropy-lambda", objective="cross_entropy_lambda", label=half)
    case("lambdarank", objective="lambdarank", label=lambda y: np.digitize(y, [0, 2]))
    case("random-forest", objective="binary", label=half, boosting="rf", bagging_freq=1, bagging_fraction=0.5)
    case("dart", objective="regression", boosting="dart", rounds=6, drop_rate=0.5)
    case("zero-as-missing", objective="regression", zero_as_missing=True)
    case("no-missing-in-training", objective="regression", missing=0)
    case("missing-ignored", objective="regression", use_missing=False)
    case("categorical", objective="regression", categorical=(1, 4), missing=0, max_cat_to_onehot=1, min_data_per_group=5)
    case("categorical-one-hot", objective="regression", categorical=(3, 1), max_cat_to_onehot=64, min_data_per_group=5)
    case("single-leaf", objective="regression", min_data_in_leaf=5000)
    case("wide", objective="regression", num_leaves=280, min_data_in_leaf=1, rounds=1)


def xgboost_objectives():
    def classes(y):
        return np.digitize(y, [0, 2])

    def half(y):
        return (y > 1) * 1.0

    def positive(y):
        return np.exp(y / 4)

    return [
        ("squarederror", dict(objective="reg:squarederror"), lambda y: y),
        ("logistic", dict(objective="binary:logistic", base_score=0.3), half),
        ("logitraw", dict(objective="binary:logitraw", base_score=0.3), half),
        ("reg-logistic", dict(objective="reg:logistic", base_score=0.4), half),
        ("hinge", dict(objective="binary:hinge"), half),
        ("poisson", dict(objective="count:poisson", base_score=1.7), positive),
        ("gamma", dict(objective="reg:gamma"), positive),
        ("tweedie", dict(objective="reg:tweedie"), positive),
        ("softprob", dict(objective="multi:softprob", num_class=3), classes),
        ("softmax", dict(objective="multi:softmax", num_class=3), classes),
        ("absoluteerror", dict(objective="reg:absoluteerror"), lambda y: y),
        ("pseudohuber", dict(objective="reg:pseudohubererror"), lambda y: y),
        ("forest", dict(objective="reg:squarederror", num_parallel_tree=2, subsample=0.5), lambda y: y),
        ("dart", dict(objective="reg:squarederror", booster="dart", rate_drop=0.5), lambda y: y),
    ]


def settings_for(parameters):
    settings = dict(max_depth=3, eta=0.4, tree_method="hist", seed=1, nthread=1)
    settings.update(parameters)
    return settings


def xgboost_cases():
    import xgboost as xgb

    version = "xgboost" + xgb.__version__.split(".")[0]
    categorical = ["q", "q", "q", "q", "c"]
    extra = [
        ("categorical", dict(objective="reg:squarederror", max_cat_to_onehot=1), lambda y: y),
        ("one-hot", dict(objective="reg:squarederror", max_cat_to_onehot=100), lambda y: y),
        ("quantile", dict(objective="reg:quantileerror", quantile_alpha=[0.1, 0.9]), lambda y: y),
    ]
    for name, parameters, label in xgboost_objectives() + extra:
        is_categorical = name in ("categorical", "one-hot")
        x, y = features(1500, 2, categorical=(4,) if is_categorical else ())
        options = dict(feature_types=categorical, enable_categorical=True) if is_categorical else {}
        options["feature_names"] = list("abcde")
        booster = xgb.train(settings_for(parameters), xgb.DMatrix(x, label(y), **options), 2)
        table = 3 if is_categorical else 0
        rows = probes(table)
        suffix = "ubj" if name in ("logistic", "categorical", "softprob", "quantile") else "json"
        path = HERE / (version + "-" + name + "." + suffix)
        booster.save_model(str(path))
        loaded = xgb.Booster(model_file=str(path))
        raw = loaded.inplace_predict(rows, predict_type="margin", validate_features=False)
        predictions = loaded.inplace_predict(rows, predict_type="value", validate_features=False)
        write_expected(path.name, table, len(rows), raw, predictions, "<f4")


def xgboost_c_cases(path):
    library = ctypes.CDLL(path)
    library.XGBGetLastError.restype = ctypes.c_char_p

    def check(status):
        if status != 0:
            raise RuntimeError(library.XGBGetLastError().decode())

    def matrix(x, label=None):
        handle = ctypes.c_void_p()
        data = np.ascontiguousarray(x, np.float32)
        pointer = data.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        shape = [ctypes.c_uint64(n) for n in data.shape]
        check(library.XGDMatrixCreateFromMat(pointer, *shape, ctypes.c_float(np.nan), ctypes.byref(handle)))
        if label is not None:
            values = np.ascontiguousarray(label, np.float32)
            pointer = values.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
            check(library.XGDMatrixSetFloatInfo(handle, b"label", pointer, ctypes.c_uint64(len(values))))
        return handle

    def predict(booster, data, kind):
        config = json.dumps(
            {"type": kind, "training": False, "iteration_begin": 0, "iteration_end": 0, "strict_shape": False}
        )
        shape = ctypes.POINTER(ctypes.c_uint64)()
        dimensions = ctypes.c_uint64()
        result = ctypes.POINTER(ctypes.c_float)()
        check(
            library.XGBoosterPredictFromDMatrix(
                booster, data, config.encode(), ctypes.byref(shape), ctypes.byref(dimensions), ctypes.byref(result)
            )
        )
        sizes = [shape[i] for i in range(dimensions.value)]
        return np.ctypeslib.as_array(result, sizes).copy()

    x, y = features(1500, 2)
    rows = probes(4)
    data = matrix(rows)
    for name, parameters, label in xgboost_objectives():
        training = matrix(x, label(y))
        booster = ctypes.c_void_p()
        check(library.XGBoosterCreate((ctypes.c_void_p * 1)(training.value), ctypes.c_uint64(1), ctypes.byref(booster)))
        for key, value in settings_for(parameters).items():
            check(library.XGBoosterSetParam(booster, key.encode(), str(value).encode()))
        for i in range(2):
            check(library.XGBoosterUpdateOneIter(booster, i, training))
        suffix = "ubj" if name in ("logistic", "softprob", "dart") else "json"
        path = HERE / ("xgboost1-" + name + "." + suffix)
        check(library.XGBoosterSaveModel(booster, str(path).encode()))
        loaded = ctypes.c_void_p()
        check(library.XGBoosterCreate(None, ctypes.c_uint64(0), ctypes.byref(loaded)))
        check(library.XGBoosterLoadModel(loaded, str(path).encode()))
        write_expected(path.name, 4, len(rows), predict(loaded, data, 1), predict(loaded, data, 0), "<f4")


if __name__ == "__main__":
    if sys.argv[1:] == ["lightgbm"]:
        lightgbm_cases()
    elif sys.argv[1:] == ["xgboost"]:
        xgboost_cases()
    elif len(sys.argv) == 3 and sys.argv[1] == "xgboost-c":
        xgboost_c_cases(sys.argv[2])
    else:
        sys.exit(__doc__)

#!/usr/bin/env python3
"""The peer of `scripts/bench training`: the same rows and parameters through Python's lightgbm.

usage: training_peer.py --rows FILE --features N --rounds N --threads N --model FILE
FILE holds rows of 32-bit floats, the label last. Prints {"version", "cpu_seconds", "wall_seconds"} of Dataset + train;
reading the file is not counted. The model is written as our library writes it, without the list of parameters.
"""
import argparse
import json
import resource
import time

import lightgbm
import numpy

PARAMETERS = {
    "objective": "regression", "metric": "l2", "learning_rate": 0.07, "num_leaves": 31, "min_data_in_leaf": 150,
    "feature_fraction": 0.5, "bagging_fraction": 0.6, "bagging_freq": 1, "lambda_l2": 5.0, "min_gain_to_split": 0.0,
    "max_bin": 255, "seed": 1, "boost_from_average": True, "deterministic": True, "force_col_wise": True,
    "feature_pre_filter": False, "verbosity": -1,
}


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", required=True)
    parser.add_argument("--features", type=int, required=True)
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--model", required=True)
    options = parser.parse_args()
    values = numpy.fromfile(options.rows, dtype="<f4").reshape(-1, options.features + 1)
    features, labels = numpy.ascontiguousarray(values[:, :-1]), values[:, -1].copy()
    del values
    parameters = PARAMETERS | {"num_threads": options.threads}
    names = [f"f{column}" for column in range(options.features)]
    cpu, wall = cpu_seconds(), time.perf_counter()
    dataset = lightgbm.Dataset(features, labels, feature_name=names, params=parameters)
    booster = lightgbm.train(parameters, dataset, num_boost_round=options.rounds)
    cpu, wall = cpu_seconds() - cpu, time.perf_counter() - wall
    text = booster.model_to_string(importance_type="gain").split("\nparameters:\n")[0]
    with open(options.model, "w", encoding="utf-8") as file:
        file.write(text)
    print(json.dumps({"version": lightgbm.__version__, "cpu_seconds": cpu, "wall_seconds": wall}))


if __name__ == "__main__":
    main()

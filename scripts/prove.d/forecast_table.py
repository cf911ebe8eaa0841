#!/usr/bin/env python3
"""Prints an evaluation's figures beside what is promised; exit 1 when a first figure is missed.

usage: forecast_table.py --city taipei|boston FILE   (FILE: the JSON of `predictor evaluate --json`, or a model's metrics.json)
"""
import argparse
import json

# Differences from the last value in percent, promised (aimed at): RMSE, pinball, Brier of empty hard / by count.
PROMISES = {
    "taipei": {
        10: [(-4.5, -5.1), (-15.5, -17.3), (-28, -30.7), (-9, -11.2)],
        20: [(-7, -8.0), (-17, -18.7), (-33, -35.5), (-8, -9.9)],
        30: [(-10, -11.0), (-18.5, -20.2), (-36, -38.4), (-8.5, -10.3)],
        60: [(-15, -16.3), (-22, -23.7), (-39, -41.8), (-8.5, -10.4)],
    },
    "boston": {10: [(-2.5, -2.9), (-19, -20.8), (-18, -20), (-11, -12.5)]},
}
MEASURES = ["RMSE", "pinball", "Brier of empty, hard", "Brier of empty, by count"]


def differences(horizon):
    pairs = [("rmse", "rmse_last"), ("pinball", "pinball_last"), ("brier_empty", "brier_empty_last"),
             ("brier_empty", "brier_empty_by_count")]
    return [(horizon[own] / horizon[last] - 1) * 100 for own, last in pairs]


def judged(horizon, promises):
    """Lines of text, and how many first figures are missed."""
    lines, missed = [], 0
    for name, value, promise in zip(MEASURES, differences(horizon), promises or [None] * len(MEASURES)):
        if promise is None:
            lines.append(f"{name:26} {value:+7.2f} %")
            continue
        first, second = promise
        missed += value > first
        verdict = "MISSED" if value > first else "met, and the aim" if value <= second else "met"
        lines.append(f"{name:26} {value:+7.2f} %   promised {first:+.1f} (aim {second:+.1f})   {verdict}")
    shares = [share * 100 for share in horizon["pit_deciles"]]
    checks = [
        (f"MAE of the median {horizon['mae_median']:.4f}, last value {horizon['mae_last']:.4f}",
         horizon["mae_median"] <= horizon["mae_last"]),
        (f"PIT deciles {min(shares):.1f} to {max(shares):.1f} %, promised 8 to 12", min(shares) >= 8 and max(shares) <= 12),
        (f"p_empty: largest error {horizon['empty_largest_error']:.4f}, promised 0.02", horizon["empty_largest_error"] <= 0.02),
    ]
    for text, met in checks:
        missed += not met
        lines.append(f"{text}   {'met' if met else 'MISSED'}")
    return lines, missed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--city", choices=PROMISES, required=True)
    parser.add_argument("file")
    options = parser.parse_args()
    with open(options.file, encoding="utf-8") as file:
        evaluation = json.load(file)
    promises, missed, minutes = PROMISES[options.city], 0, set()
    for horizon in evaluation.get("horizons", []):
        minutes.add(horizon["minutes"])
        lines, count = judged(horizon, promises.get(horizon["minutes"]))
        missed += count
        print(f"  +{horizon['minutes']} min, {horizon['n']} forecasts")
        for line in lines:
            print(f"    {line}")
    absent = sorted(set(promises) - minutes)
    if absent:
        print(f"  not judged: {', '.join(f'+{one} min' for one in absent)}   MISSED")
    raise SystemExit(1 if missed or absent else 0)


if __name__ == "__main__":
    main()

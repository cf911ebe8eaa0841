#!/usr/bin/env python3
"""The peer of `scripts/bench features`: the same features with pandas, a day at a time for all ticks and stations at once.

usage: features_peer.py --data DIR [--compare SAMPLE]
DIR holds one change log of Taipei's form and taipei_stations.csv. Prints {"rows", "cpu_seconds", "wall_seconds"}, imports
not counted; with --compare also the share of the sample's values that are the same to a thousandth.
"""
import argparse
import glob
import json
import resource
import time

import numpy as np
import pandas as pd
import scipy.sparse

TICKS, STEPS, TRUCK = 144, 18, 8
HOLIDAYS = {"2024-06-10", "2024-09-17", "2024-10-10", "2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30",
            "2025-01-31"}
CHANNELS = ("steps", "level", "arrivals", "departures", "empty", "full", "trucks_in", "trucks_out")
NARROW = np.array([1, 2, 3, 2, 1], "f4") / 3


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def read_log(folder):
    """All rows, with local day, second of the day and a number for each station in the order of appearance."""
    path, = glob.glob(f"{folder}/*.csv.zst")
    log = pd.read_csv(path, dtype={"station_id": str, "bikes": "f4", "docks": "f4", "total": "f4"})
    at = pd.to_datetime(log.timestamp, format="%Y-%m-%d %H:%M:%S")
    log["day"] = at.dt.normalize()
    log["second"] = (at - log.day).dt.total_seconds().astype("i4")
    log["row"], ids = pd.factorize(log.station_id)
    return log, ids


class Geometry:
    """Weighted neighbours as sparse matrices: twelve within 1.5 km, up to sixty from 0.4 to 4 km."""

    def __init__(self, ids, stations):
        places = np.radians(stations.reindex(ids)[["latitude", "longitude"]].to_numpy())
        latitude, longitude = places.T
        half = np.sin((latitude[:, None] - latitude) / 2) ** 2 + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin(
            (longitude[:, None] - longitude) / 2) ** 2
        meters = 2 * 6_371_008.8 * np.arcsin(np.minimum(1, np.sqrt(half)))
        self.near = self.weights(meters, 0, 1500, 12, lambda m: 1 / (150 + m))
        self.ring = self.weights(meters, 400, 4000, 60, lambda m: 1 / m ** 2)

    @staticmethod
    def weights(meters, least, most, count, weigh):
        meters = np.where((meters > 0) & (meters >= least) & (meters <= most), meters, np.inf)
        order = np.argsort(meters, axis=1)[:, :count]
        near = np.take_along_axis(meters, order, axis=1)
        rows, columns = np.nonzero(np.isfinite(near))
        values = weigh(near[rows, columns]).astype("f4")
        return scipy.sparse.csr_matrix((values, (rows, order[rows, columns])), shape=meters.shape)

    @staticmethod
    def mean(weights, frame):
        """Of each station's neighbours that have a value; columns are stations."""
        values = np.asarray(frame, "f4").T
        known = np.isfinite(values)
        sums, total = weights @ np.where(known, values, 0), weights @ known.astype("f4")
        return np.divide(sums, total, out=np.full_like(sums, np.nan), where=total > 0).T


class Evidence:
    """Fading sums by channel, kind of day, slot and station."""

    def __init__(self, slots, half_life):
        self.slots, self.factor, self.days = slots, 2 ** (-1 / half_life), 0
        self.sums = np.zeros((len(CHANNELS), 2, slots, 0), "f4")

    def grow(self, count):
        self.sums = np.pad(self.sums, [(0, 0)] * 3 + [(0, count - self.sums.shape[3])])

    def learn(self, day_off, bikes, docks):
        if self.days:
            self.sums *= np.float32(self.factor)
        self.days += 1
        now, change = bikes.to_numpy()[:-1], bikes.diff().to_numpy()[1:]
        known = np.isfinite(change)
        rider = known & (np.abs(change) < TRUCK)
        seen = (known, np.where(known, now, 0), np.where(rider, change.clip(0), 0), np.where(rider, (-change).clip(0), 0),
                known & (now == 0), known & (docks.to_numpy()[:-1] <= 0), np.where(known & ~rider, change.clip(0), 0),
                np.where(known & ~rider, (-change).clip(0), 0))
        for channel, values in enumerate(seen):
            padded = np.pad(values.astype("f4"), ((0, 1), (0, 0)))
            self.sums[channel, int(day_off)] += padded.reshape(self.slots, TICKS // self.slots, -1).sum(axis=1)

    def usual(self, day_off):
        return Usual(self, int(day_off))


class Usual:
    """Tables slot × station, smoothed over time and shrunk towards what is known better."""

    def __init__(self, evidence, kind):
        self.sums, self.kind, self.other = evidence.sums, kind, 1 - kind
        self.station_steps = self.sums[0].sum(axis=(0, 1))

    def station_mean(self, name):
        totals = self.sums[CHANNELS.index(name)].sum(axis=(0, 1))
        return (totals + 60 * totals.sum() / max(1, self.station_steps.sum())) / (self.station_steps + 60)

    @staticmethod
    def smooth(values, kernel):
        return sum(factor * np.roll(values, len(kernel) // 2 - tap, axis=0) for tap, factor in enumerate(kernel))

    def rhythm(self, name):
        values, steps = self.sums[CHANNELS.index(name)].sum(axis=2), self.sums[0].sum(axis=2)
        mean = max(1e-6, values.sum() / max(1, steps.sum()))
        both = (values.sum(axis=0) + 200 * mean) / (steps.sum(axis=0) + 200) / mean
        own = (values[self.kind] + 200 * mean * both) / (steps[self.kind] + 200) / mean
        return own[:, None], both[:, None]

    def table(self, name, kernel, shrinkage, rhythmic=False):
        values, steps = self.sums[CHANNELS.index(name)], self.sums[0]
        own, own_steps = self.smooth(values[self.kind], kernel), self.smooth(steps[self.kind], kernel)
        other, other_steps = self.smooth(values[self.other], kernel), self.smooth(steps[self.other], kernel)
        own_rhythm, both_rhythm = self.rhythm(name) if rhythmic else (1, 1)
        prior = self.station_mean(name) * both_rhythm
        both = (own + other + shrinkage * prior) / (own_steps + other_steps + shrinkage)
        lean = shrinkage * both * own_rhythm / np.maximum(0.05, both_rhythm)
        return ((own + lean) / (own_steps + shrinkage)).astype("f4")


def grid(day, count):
    """Bikes, docks, racks and report times at each tick × station; nothing at ticks in a gap of the log."""
    ticks = np.arange(TICKS) * 600
    times = np.unique(day.second)
    position = np.searchsorted(times, ticks, "right")
    last = np.where(position > 0, times[np.maximum(position - 1, 0)], -10_000)
    following = np.where(position < len(times), times[np.minimum(position, len(times) - 1)], last + 1200)
    valid = (following - last <= 1200) & (ticks < last + 1200)
    rows = day.assign(tick=-(-day.second // 600)).drop_duplicates(["tick", "row"], keep="last")
    rows = rows[rows.tick < TICKS]
    wide = rows.pivot(index="tick", columns="row", values=["bikes", "docks", "total", "second"])
    present = np.broadcast_to(valid[:, None], (TICKS, count))

    def column(name):
        return wide[name].reindex(index=range(TICKS), columns=range(count)).ffill().where(present)
    return (column("bikes"), column("docks"), column("total"), column("second"))


def features(day_off, weekday, state, daily, recent, geometry):
    """All features of +10 minutes, by name; each tick × station, or one of both."""
    bikes, docks, racks, reported = state
    count = bikes.shape[1]
    tick = np.arange(TICKS)
    half_hour, then = tick // 3, (tick + 1) % TICKS
    level = daily.table("level", [.5, 1, .5], 3)
    recent_level = recent.table("level", [1], 3)
    arrivals, departures = (daily.table(name, NARROW, 4, True) for name in ("arrivals", "departures"))
    wide = [.2, .4, .6, .8, 1, 1, 1, .8, .6, .4, .2]
    change = bikes.diff()
    known = change.notna()
    rider = known & (change.abs() < TRUCK)
    flow = change.where(rider, 0).where(known)
    truck = change.where(~rider, 0).where(known)
    usual_in = pd.DataFrame(np.roll(arrivals, 1, axis=0)).where(rider, 0).where(known)
    usual_out = pd.DataFrame(np.roll(departures, 1, axis=0)).where(rider, 0).where(known)

    def total(frame, steps):
        return frame.rolling(steps, min_periods=1).sum()

    def since(event):
        last = pd.DataFrame(np.where(event, tick[:, None], np.nan)).ffill()
        steps = tick[:, None] - last
        age = steps.where(steps < STEPS, STEPS) * 10
        return age.where(known.rolling(STEPS, min_periods=1).max() > 0)

    gained, lost, surplus = flow.clip(lower=0), (-flow).clip(lower=0), flow - (usual_in - usual_out)
    anomaly = bikes - level
    out = {
        "bikes": bikes, "docks_free": docks, "racks": racks, "fill": bikes / (bikes + docks).clip(lower=1),
        "blocked": racks - bikes - docks, "minute_of_day": tick[:, None] * 10, "weekday": weekday, "day_off": int(day_off)}
    for minutes in (10, 20, 30, 60, 120, 180):
        out[f"change_{minutes}"] = bikes - bikes.shift(minutes // 10)
    for minutes in (30, 60, 180):
        out[f"arrivals_{minutes}"], out[f"departures_{minutes}"] = total(gained, minutes // 10), total(lost, minutes // 10)
    report = (reported != reported.shift(1)).where(reported.notna()).astype("f4")
    out |= {
        "above_lowest_60": bikes - bikes.rolling(7, min_periods=1).min(),
        "below_highest_60": bikes.rolling(7, min_periods=1).max() - bikes,
        "since_change": since(known & (change != 0)), "reports_60": total(report, 6),
        "report_age": ((tick[:, None] * 600 - reported) / 60).clip(upper=180),
        "trucks_in_180": total(truck.clip(lower=0), STEPS), "trucks_out_180": total((-truck).clip(lower=0), STEPS),
        "since_truck": since(known & ~rider), "usual_level": level, "anomaly": anomaly,
        "anomaly_180": anomaly.where(known).rolling(STEPS, min_periods=1).mean(), "recent_anomaly": bikes - recent_level[half_hour],
        "activity_120": (total(flow.abs(), 12) + 1) / (total(usual_in + usual_out, 12) + 1),
        "surplus_60": total(surplus, 6), "surplus_180": total(surplus, STEPS),
        "station_level": daily.station_mean("level"), "station_empty": daily.station_mean("empty"),
        "station_flow": daily.station_mean("arrivals") + daily.station_mean("departures"),
        "station_full": daily.station_mean("full"), "station_days": np.minimum(30, daily.station_steps / TICKS)}
    for name, source in (("change_10", "change_10"), ("change_30", "change_30"), ("fill", "fill"), ("anomaly", "anomaly"),
                         ("surplus_60", "surplus_60")):
        out[f"near_{name}"] = geometry.mean(geometry.near, out[source])
    out["near_empty"] = geometry.mean(geometry.near, (bikes == 0).where(bikes.notna()).astype("f4"))
    for name in ("change_30", "arrivals_60", "departures_60", "activity_120"):
        out[f"ring_{name}"] = geometry.mean(geometry.ring, out[name])
    out["city_change_30"] = out["change_30"].mean(axis=1).to_numpy()[:, None]
    seen, expected = flow.abs().sum(axis=1), (usual_in + usual_out).sum(axis=1)
    for steps in (3, 12):
        usual = total(expected, steps)
        out[f"city_activity_{steps * 10}"] = (total(seen, steps) / usual).where(usual > 1).to_numpy()[:, None]
    recent_in, recent_out = (recent.table(name, [.5, 1, .5], 4, True) for name in ("arrivals", "departures"))
    usual_change = arrivals - departures
    out |= {
        "usual_change": usual_change, "recent_change": (recent_in - recent_out)[half_hour],
        "usual_wide_change": daily.table("arrivals", wide, 4, True) - daily.table("departures", wide, 4, True),
        "usual_arrivals": arrivals, "usual_departures": departures,
        "usual_empty": daily.table("empty", NARROW, 3)[then], "usual_full": daily.table("full", NARROW, 3)[then],
        "usual_trucks_in": daily.table("trucks_in", [1] * 13, 20, True),
        "usual_trucks_out": daily.table("trucks_out", [1] * 13, 20, True), "level_then": level[then],
        "level_change": level[then] - level, "recent_level_change": (recent_level[half_hour[then]] - recent_level[half_hour]),
        "near_usual_change": geometry.mean(geometry.near, usual_change),
        "scaled_flow": (arrivals + departures) * out["activity_120"]}
    present = bikes.notna().to_numpy().ravel()
    shape = (TICKS, count)
    rows = {name: np.broadcast_to(np.asarray(value, "f4"), shape).ravel()[present] for name, value in out.items()}
    return pd.DataFrame(rows, index=np.flatnonzero(present))


def months_features(folder):
    """Yields the day, the station ids and the features of each day, learning from one to the next."""
    log, ids = read_log(folder)
    stations = pd.read_csv(f"{folder}/taipei_stations.csv", dtype={"sno": str}).drop_duplicates("sno").set_index("sno")
    daily, recent, geometry, count = Evidence(TICKS, 45), Evidence(48, 5), None, 0
    for day, rows in log.groupby("day"):
        if rows.row.max() >= count:
            count = int(rows.row.max()) + 1
            geometry = Geometry(ids[:count], stations)
            daily.grow(count)
            recent.grow(count)
        day_off = day.weekday() >= 5 or str(day.date()) in HOLIDAYS
        state = grid(rows, count)
        yield day, ids, count, features(day_off, day.weekday(), state, daily.usual(day_off), recent.usual(day_off), geometry)
        daily.learn(day_off, state[0], state[1])
        recent.learn(day_off, state[0], state[1])


def agreement(sample, tables):
    """The share of the sample's values that are the same, and the column with the fewest."""
    equal = None
    for day, ids, count, table in tables:
        mine = sample[sample.day == (day - pd.Timestamp(0)).days]
        row = pd.Series(range(count), index=ids[:count])
        wanted = mine.tick.to_numpy() * count + row.reindex(mine.station_id).to_numpy()
        theirs = table.reindex(wanted)[list(mine.columns[3:])].to_numpy("f8")
        ours = mine.iloc[:, 3:].to_numpy("f8")
        same = (np.isnan(ours) & np.isnan(theirs)) | (np.abs(ours - theirs) <= 1e-3 * np.maximum(1, np.abs(ours)))
        equal = same if equal is None else np.vstack([equal, same])
    shares = equal.mean(axis=0)
    return {"agreement": float(equal.mean()), "values": int(equal.size), "columns_below_99_percent": {
        name: round(float(share), 4) for name, share in zip(sample.columns[3:], shares) if share < 0.99}}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--compare")
    options = parser.parse_args()
    if options.compare:
        sample = pd.read_csv(options.compare, dtype={"station_id": str})
        print(json.dumps(agreement(sample, months_features(options.data))))
        return
    cpu, wall, rows = cpu_seconds(), time.perf_counter(), 0
    for *_, table in months_features(options.data):
        rows += len(table)
    print(json.dumps({"rows": rows, "cpu_seconds": cpu_seconds() - cpu, "wall_seconds": time.perf_counter() - wall}))


if __name__ == "__main__":
    main()

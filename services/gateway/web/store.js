/** The page's one state: what the server said, what the rider chose. Views listen to its events. */

import { ServerClock } from "./clock.js";
import { sourceKind } from "./classify.js";
import { matcher } from "./match.js";

/** Events: "stations" (detail: changed ids, or null for all), "forecasts", "filters", "selection", "problems". */
class Store extends EventTarget {
  clock = new ServerClock();
  snapshot = null;
  stations = new Map();
  forecastSnapshot = null;
  forecasts = new Map();
  problems = new Map();
  filters = { query: "", district: "", withBikes: false, sort: "number", mode: "now" };
  place = null;
  selected = null;
  districts = new Map();
  #matches = () => true;

  /** Takes the whole answer of `/api/stations`. */
  setStations({ snapshot, stations }) {
    this.snapshot = snapshot;
    this.clock.syncFromSnapshot(snapshot);
    this.stations = new Map(stations.map((s) => [s.station_id, s]));
    this.emit("stations", null);
  }

  /** Merges a stream event; false when it does not fit what we hold and a full fetch is needed. */
  applyStations({ snapshot, stations }) {
    if (!this.snapshot || snapshot.source !== this.snapshot.source) return false;
    if (stations.some((s) => !this.stations.has(s.station_id))) return false;
    if (Number.isFinite(snapshot.stations) && snapshot.stations !== this.stations.size) return false;
    this.snapshot = { ...this.snapshot, ...snapshot };
    this.clock.syncFromSnapshot({ ...snapshot, clock: snapshot.clock ?? this.snapshot.clock });
    for (const change of stations) Object.assign(this.stations.get(change.station_id), change);
    this.emit("stations", stations.map((s) => s.station_id));
    return true;
  }

  /** Takes the answer of `/api/predictions?minutes=10`. */
  setForecasts({ snapshot, predictions }) {
    this.forecastSnapshot = snapshot;
    this.forecasts = new Map();
    for (const prediction of predictions) {
      const ten = prediction.horizons?.find((h) => h.minutes === 10);
      if (ten) this.forecasts.set(prediction.station_id, ten);
    }
    this.emit("forecasts");
  }

  dropForecasts() {
    if (!this.forecastSnapshot) return;
    this.forecastSnapshot = null;
    this.forecasts = new Map();
    this.emit("forecasts");
  }

  /** Whether the forecasts we hold may be shown: same source as the stations, their moment still ahead. */
  get forecastUsable() {
    const { value: id, done } = this.forecasts.keys().next();
    return !done && this.forecastOf(id) !== null;
  }

  /** The ten-minute forecast, unless its moment has passed or it was made from another source. */
  forecastOf(id) {
    const horizon = this.forecasts.get(id);
    const source = this.forecastSnapshot?.source;
    if (source && source !== this.snapshot?.source) return null;
    return horizon && Date.parse(horizon.at) > this.clock.now() ? horizon : null;
  }

  setFilters(change) {
    Object.assign(this.filters, change);
    this.#matches = matcher(this.filters.query);
    this.emit("filters");
  }

  /** Whether the filters let a station through. */
  passes(station) {
    const { district, withBikes } = this.filters;
    if (district && station.district !== district) return false;
    if (withBikes && !(station.bikes > 0)) return false;
    return this.#matches(station);
  }

  get filtering() {
    return Boolean(this.filters.query || this.filters.district || this.filters.withBikes);
  }

  /** Opens a station's panel, or closes it (null); `from` says where the rider did so. */
  select(id, from = "") {
    if (this.selected === id) return;
    this.selected = id;
    this.emit("selection", from);
  }

  /** Notes or clears (null) a problem: "server", "forecast", "stream", "map", "place", "districts". */
  problem(key, value) {
    if (!value && !this.problems.has(key)) return;
    if (value) this.problems.set(key, value);
    else this.problems.delete(key);
    this.emit("problems");
  }

  get kind() {
    return sourceKind(this.snapshot?.source);
  }

  emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  on(types, listener) {
    for (const type of types.split(" ")) this.addEventListener(type, (e) => listener(e.detail, type));
  }
}

export const store = new Store();

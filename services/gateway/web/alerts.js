/** The loud lines under the header: what is wrong, in plain words, most serious first. */

import { byId, el } from "./dom.js";
import { duration, t } from "./i18n.js";
import { timeOfDay } from "./clock.js";
import { retryNow } from "./live.js";
import { store } from "./store.js";

const GRACE_MS = 20_000;
const STREAM_GRACE_MS = 15_000;
let laggingSince = null;
let shown = "";

/** Looks at the store and rewrites the lines when they changed; called every second. */
export function renderAlerts() {
  const alerts = [...serverAlerts(), ...stationAlerts(), ...forecastAlerts(), ...minorAlerts()];
  const signature = JSON.stringify(alerts.map(({ text, detail, level }) => [level, text, detail]));
  if (signature === shown) return;
  shown = signature;
  byId("alerts").replaceChildren(...alerts.map(draw));
}

function draw({ level, text, detail, retry, dismiss }) {
  const line = el("div", { class: `alert ${level}`, role: level === "error" ? "alert" : "status" },
    el("span", { class: "alert-mark", "aria-hidden": "true" }, level === "info" ? "i" : "!"),
    el("p", {}, text, detail ? el("small", {}, t("serverSays", { detail })) : null));
  if (retry) line.append(button(t("retry"), "button", retryNow));
  if (dismiss) line.append(button("×", "dismiss", dismiss, t("dismiss")));
  return line;
}

function button(text, kind, action, label) {
  const node = el("button", { type: "button", class: kind, "aria-label": label }, text);
  node.addEventListener("click", action);
  return node;
}

function serverAlerts() {
  const error = store.problems.get("server");
  if (!error) return [];
  const alert = { level: "error", detail: error.detail, retry: true };
  if (error.status === 0) {
    return [{ ...alert, text: t(store.snapshot ? "alertUnreachable" : "alertUnreachableEmpty") }];
  }
  return [{ ...alert, text: t(error.status === 429 ? "alertBusy" : "alertServer") }];
}

function stationAlerts() {
  const { snapshot } = store;
  if (!snapshot) return [];
  if (store.stations.size === 0) return [{ level: "warn", text: t("alertNoStations") }];
  const age = store.clock.ageOf(snapshot.observed_at) ?? 0;
  // The server decides; three missed polls are stale even when it cannot tell us any more.
  if (!snapshot.stale && age < 3 * (snapshot.interval_seconds ?? 300)) return [];
  return [{ level: "error", text: t("alertStale", { age: coarse(age) }) }];
}

function forecastAlerts() {
  const { snapshot, forecastSnapshot: forecast } = store;
  const error = store.problems.get("forecast");
  if (error) return [{ level: "warn", text: t("alertNoForecast"), detail: error.detail }];
  if (!snapshot || !forecast || store.stations.size === 0) return [];
  const time = timeOfDay(forecast.based_on);
  if (forecast.source && forecast.source !== snapshot.source) {
    return [{ level: "warn", text: t("alertForecastSource", { source: forecast.source }) }];
  }
  if (store.forecasts.size === 0) return [{ level: "warn", text: t("alertNoForecast") }];
  if (forecastExpired()) return [{ level: "warn", text: t("alertForecastExpired") }];
  if (lagging()) return [{ level: "warn", text: t("alertForecastOld", { time }) }];
  return forecast.stale ? [{ level: "warn", text: t("alertForecastStale", { time }) }] : [];
}

function forecastExpired() {
  const first = store.forecasts.values().next().value;
  return Boolean(first) && Date.parse(first.at) <= store.clock.now();
}

/** A forecast always trails its snapshot by a moment; only a lasting or a wide gap is worth a word. */
function lagging() {
  const gap = (Date.parse(store.snapshot.observed_at) - Date.parse(store.forecastSnapshot.based_on)) / 1000;
  if (!(gap > 1)) {
    laggingSince = null;
    return false;
  }
  laggingSince ??= performance.now();
  const patience = gap >= 2 * (store.snapshot.interval_seconds ?? 300) ? 5_000 : GRACE_MS;
  return performance.now() - laggingSince > patience;
}

function minorAlerts() {
  const alerts = [];
  if (store.problems.has("map")) alerts.push({ level: "warn", text: t("alertNoMap") });
  const stream = store.problems.get("stream");
  if (stream && !store.problems.has("server") && performance.now() - stream.since > STREAM_GRACE_MS) {
    alerts.push({ level: "info", text: t("alertPolling") });
  }
  const place = store.problems.get("place");
  if (place) {
    alerts.push({ level: "info", text: t(place.key, place.values), dismiss: () => store.problem("place", null) });
  }
  return alerts;
}

/** Whole minutes: a text that changed each second would be read out each second. */
const coarse = (seconds) => duration(seconds < 60 ? seconds - (seconds % 10) : seconds - (seconds % 60));

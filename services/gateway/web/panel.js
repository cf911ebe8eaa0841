/** The station panel: opened by the selection, kept fresh while open, closed by ×, Esc or a tap beside. */

import { fetchForecast, fetchHistory } from "./api.js";
import { byId } from "./dom.js";
import { hasPlace } from "./classify.js";
import { drawPanel, tickPanel } from "./panel-view.js";
import { showStation } from "./map.js";
import { store } from "./store.js";

const DETAIL_GAP_MS = 5_000;
const HISTORY_GAP_MS = 45_000;
let detail = null;
let returnTo = null;

/** Wires the panel to the store and the keyboard. */
export function startPanel() {
  store.on("selection", change);
  store.on("stations", (changed) => {
    if (store.selected && (!changed || changed.includes(store.selected))) render();
    loadHistory();
  });
  store.on("forecasts", () => {
    render();
    loadForecast();
  });
  store.on("language", render);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.selected && event.target.type !== "search") store.select(null);
  });
  addEventListener("hashchange", openFromAddress);
}

/** Opens the station named in the address (`#ST-4`), once it is known. */
export function openFromAddress() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id && store.stations.has(id)) store.select(id);
}

/** Refreshes the ages shown; called every second. */
export const tickOpenPanel = () => store.selected && tickPanel();

function change() {
  const station = store.stations.get(store.selected);
  const panel = byId("panel");
  const address = location.pathname + location.search;
  history.replaceState(null, "", station ? `${address}#${encodeURIComponent(station.station_id)}` : address);
  if (!station) {
    panel.hidden = true;
    detail = null;
    document.body.classList.remove("panel-open");
    const target = returnTo;
    returnTo = null;
    // After all listeners: the view that holds the element may have to come back first.
    queueMicrotask(() => target?.isConnected && target.focus({ preventScroll: true }));
    return;
  }
  if (panel.hidden) returnTo = document.activeElement;
  const never = -Infinity;
  detail = { id: station.station_id, prediction: null, history: null, forecastAt: never, historyAt: never };
  panel.hidden = false;
  document.body.classList.add("panel-open");
  render();
  panel.scrollTop = 0;
  byId("panel-title").focus({ preventScroll: true });
  if (hasPlace(station)) showStation(station, 14.5, covered);
  loadForecast();
  loadHistory();
}

function covered() {
  const { offsetWidth: right, offsetHeight: bottom } = byId("panel");
  return matchMedia("(max-width: 899px)").matches ? { right: 0, bottom } : { right, bottom: 0 };
}

function render() {
  const station = store.stations.get(store.selected);
  if (!station || !detail) return;
  // Rebuilding would drop the focus out of the panel, so it goes back to the same control.
  const focused = byId("panel").contains(document.activeElement) ? document.activeElement.id : "";
  drawPanel(byId("panel"), station, detail, () => store.select(null));
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

async function loadForecast() {
  const own = detail;
  if (!own || performance.now() - own.forecastAt < DETAIL_GAP_MS) return;
  own.forecastAt = performance.now();
  try {
    const { prediction, snapshot } = await fetchForecast(own.id);
    own.prediction = prediction;
    own.model = prediction.model_version ?? snapshot?.model_version;
  } catch {
    // The banner already says when forecasts are missing; the panel falls back to the ten-minute one.
    own.prediction = null;
  }
  if (own === detail) render();
}

async function loadHistory() {
  const own = detail;
  if (!own || performance.now() - own.historyAt < HISTORY_GAP_MS) return;
  own.historyAt = performance.now();
  try {
    own.history = (await fetchHistory(own.id)).history ?? [];
  } catch {
    own.history ??= "failed";
  }
  if (own === detail) render();
}

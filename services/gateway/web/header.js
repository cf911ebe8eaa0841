/** The line that is always there: which source, of when, how old by the server's clock, how fast it runs. */

import { byId, setText } from "./dom.js";
import { ago, t } from "./i18n.js";
import { dateOf, isoLike, timeOfDay } from "./clock.js";
import { store } from "./store.js";

const NAMES = {
  simulation: "sourceSimulation",
  replay: "sourceReplay",
  seoul: "sourceSeoul",
  gbfs: "sourceGbfs",
  unknown: "sourceUnknown",
};

/** Rewrites the header line; called every second and after each change. */
export function renderHeader() {
  const { snapshot, kind } = store;
  const badge = byId("source-badge");
  badge.dataset.kind = kind;
  setText(badge, t(NAMES[kind], { name: gbfsName(snapshot?.source) }));
  document.body.dataset.source = snapshot?.source ?? "";
  document.body.dataset.stationsCount = store.stations.size;
  document.body.dataset.forecastCount = store.forecasts.size;
  setText(byId("source-time"), snapshot?.observed_at ? t("dataAt", { time: moment(snapshot.observed_at) }) : "");
  const age = store.clock.ageOf(snapshot?.observed_at);
  setText(byId("source-age"), age === null ? "" : ago(age));
  byId("source-age").classList.toggle("late", Boolean(snapshot?.stale));
  const speed = byId("source-speed");
  speed.hidden = !snapshot || store.clock.speed === 1;
  setText(speed, t("speed", { n: Number(store.clock.speed.toFixed(1)) }));
  setText(byId("soon-at"), soonAt());
}

/** The clock time, with the date when the server's today is not ours. */
function moment(iso) {
  const today = isoLike(Date.now(), iso).slice(0, 10);
  return dateOf(iso) === today ? timeOfDay(iso) : `${dateOf(iso)} ${timeOfDay(iso)}`;
}

function soonAt() {
  const first = store.forecasts.values().next().value;
  return first && Date.parse(first.at) > store.clock.now() ? timeOfDay(first.at) : "";
}

const gbfsName = (source) => (source ?? "").replace(/^gbfs[:-]?/i, "") || "GBFS";

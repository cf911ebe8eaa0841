/** The list: the same stations without a map, in pages, rows kept by id so that focus survives updates. */

import { byId, el, setText } from "./dom.js";
import { ARROWS, countOf, hasPlace, levelNow, levelSoon, metres, trend } from "./classify.js";
import { distanceText, grouped, t } from "./i18n.js";
import { glyph, levelWord } from "./glyph.js";
import { store } from "./store.js";

const PAGE = 40;
const WALK_METRES_PER_MINUTE = 62;
let shown = PAGE;
let rows = new Map();
let found = [];

/** Builds the list and keeps it in step with the store. */
export function startList() {
  byId("more").addEventListener("click", () => {
    const next = found[shown];
    shown += PAGE;
    renderList();
    rows.get(next?.station_id)?.querySelector("button").focus();
  });
  store.on("filters", () => {
    shown = PAGE;
    renderList();
  });
  store.on("stations forecasts selection place", renderList);
}

/** The stations that pass the filters, in the chosen order. */
export function results() {
  const all = [...store.stations.values()].filter((s) => store.passes(s));
  return all.sort(ORDERS[store.filters.sort] ?? ORDERS.number);
}

const byNumber = (a, b) => (Number(a.number) || Infinity) - (Number(b.number) || Infinity)
  || String(a.name).localeCompare(String(b.name), "ko");

const ORDERS = {
  number: byNumber,
  bikes: (a, b) => (b.bikes ?? -1) - (a.bikes ?? -1) || byNumber(a, b),
  risk: (a, b) => risk(b) - risk(a) || byNumber(a, b),
  distance: (a, b) => distanceOf(a) - distanceOf(b) || byNumber(a, b),
};

/** Empty already is no longer a risk: stations with bikes that may lose them come first. */
function risk(station) {
  const horizon = store.forecastOf(station.station_id);
  if (!horizon) return -1;
  return station.bikes > 0 ? horizon.p_empty : horizon.p_empty - 2;
}

const distanceOf = (s) => (store.place && hasPlace(s) ? metres(store.place, s) : Infinity);

/** Redraws the rows in view of the data. */
export function renderList() {
  found = results();
  const page = found.slice(0, shown);
  const old = rows;
  rows = new Map();
  const nodes = page.map((station) => {
    const row = old.get(station.station_id) ?? makeRow(station.station_id);
    rows.set(station.station_id, row);
    update(row, station);
    return row;
  });
  place(byId("list"), nodes);
  const rest = found.length - page.length;
  byId("more").hidden = rest <= 0;
  setText(byId("more"), t("more", { n: Math.min(PAGE, rest) }));
  setText(byId("list-count"), summary());
}

/** Puts the rows in order, moving only those out of place: a moved node loses its focus. */
function place(list, nodes) {
  const keep = new Set(nodes);
  for (const child of [...list.children]) if (!keep.has(child)) child.remove();
  nodes.forEach((node, i) => {
    if (list.children[i] !== node) list.insertBefore(node, list.children[i] ?? null);
  });
}

function summary() {
  if (!store.snapshot) return store.problems.has("server") ? "" : t("listLoading");
  if (store.stations.size === 0) return t("listEmpty");
  if (found.length === 0) return t("listNone");
  const bikes = found.reduce((sum, s) => sum + (s.bikes > 0 ? s.bikes : 0), 0);
  const empty = found.filter((s) => s.bikes === 0).length;
  return t("listCount", { n: grouped(found.length), bikes: grouped(bikes), empty: grouped(empty) });
}

function makeRow(id) {
  const row = el("li", {},
    el("button", { type: "button", class: "station" },
      el("span", { class: "mark" }),
      el("span", { class: "what" }, el("span", { class: "name" }), el("span", { class: "where" })),
      el("span", { class: "now" }),
      el("span", { class: "soon" })));
  row.firstChild.addEventListener("click", () => store.select(id));
  return row;
}

function update(row, station) {
  const horizon = store.forecastOf(station.station_id);
  const level = store.filters.mode === "soon" ? levelSoon(horizon) : levelNow(station);
  const part = (name) => row.querySelector(`.${name}`);
  row.firstChild.setAttribute("aria-current", String(store.selected === station.station_id));
  if (row.dataset.level !== level) {
    row.dataset.level = level;
    part("mark").replaceChildren(glyph(level), el("span", { class: "visually-hidden" }, levelWord(level)));
  }
  setText(part("name"), station.name || station.station_id);
  setText(part("where"), where(station));
  const bikes = countOf(station.bikes);
  if (bikes === null) number(part("now"), "?", t("bikesUnknown"));
  else number(part("now"), String(bikes), t("bikesNow", { n: bikes }));
  const direction = trend(station.bikes, horizon);
  const later = countOf(horizon?.bikes);
  part("soon").dataset.trend = direction ?? "none";
  if (direction) number(part("soon"), `${ARROWS[direction]} ${later}`, t("bikesSoon", { n: later }));
  else number(part("soon"), "–", t("noForecast"));
}

/** A number for the eye with its meaning for the ear. */
function number(node, visible, spoken) {
  if (node.dataset.key === visible + spoken) return;
  node.dataset.key = visible + spoken;
  node.replaceChildren(
    el("span", { "aria-hidden": "true" }, visible),
    el("span", { class: "visually-hidden" }, ` ${spoken}`));
}

function where(station) {
  const parts = [station.number ? t("number", { n: station.number }) : "", station.district ?? ""];
  const distance = distanceOf(station);
  if (!hasPlace(station)) parts.push(t("noPlace"));
  else if (store.filters.sort === "distance" && Number.isFinite(distance)) {
    const minutes = Math.max(1, Math.round(distance / WALK_METRES_PER_MINUTE));
    parts.push(t("walk", { distance: distanceText(distance), n: grouped(minutes) }));
  }
  return parts.filter(Boolean).join(" · ");
}

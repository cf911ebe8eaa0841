/** Starts the page: wires controls, views and the live data together. */

import { byId, el, setText } from "./dom.js";
import { currentLanguage, t, toggleLanguage, translatePage } from "./i18n.js";
import { openFromAddress, startPanel, tickOpenPanel } from "./panel.js";
import { renderAlerts } from "./alerts.js";
import { renderHeader } from "./header.js";
import { renderLegend } from "./glyph.js";
import { renderList, results, startList } from "./list.js";
import { mapCentre, showDistrict, startMap } from "./map.js";
import { startLive } from "./live.js";
import { startNear } from "./near.js";
import { store } from "./store.js";
import { timeOfDay } from "./clock.js";

const ANNOUNCE_GAP_MS = 30_000;
let announcedAt = -Infinity;
let firstStations = true;
let usable = false;
let openedFromList = false;

translatePage();
labelLanguage();
renderLegend();
startList();
startPanel();
if (!startMap()) {
  store.problem("map", true);
  document.body.classList.add("no-map");
  showView("list");
}
startNear(() => showView("list"));
wireControls();
store.on("stations", onStations);
store.on("forecasts", onForecasts);
store.on("districts", fillDistricts);
store.on("problems", () => {
  tick();
  if (!store.snapshot) renderList();
});
renderList();
tick();
setInterval(tick, 1000);
startLive();

function tick() {
  renderHeader();
  renderAlerts();
  tickOpenPanel();
  // Forecasts run out by the clock alone, without any message.
  if (usable === store.forecastUsable) return;
  usable = store.forecastUsable;
  renderLegend();
  store.emit("forecasts");
}

function onStations(changed) {
  fillDistricts();
  tick();
  if (firstStations) {
    firstStations = false;
    requestAnimationFrame(() => {
      document.documentElement.dataset.ready ??= "stations";
    });
    openFromAddress();
  } else if (changed?.length) {
    announceUpdate(changed);
  }
}

function onForecasts() {
  usable = store.forecastUsable;
  tick();
  renderLegend();
  if (store.snapshot) document.documentElement.dataset.ready = usable ? "forecast" : "stations";
}

/** Speaks of updates at most every half minute, whatever the speed of the replay. */
function announceUpdate(changed) {
  if (performance.now() - announcedAt < ANNOUNCE_GAP_MS) return;
  announcedAt = performance.now();
  const open = store.stations.get(store.selected);
  setText(byId("announcer"), open && changed.includes(open.station_id)
    ? t("announceSelected", { name: open.name, n: open.bikes })
    : t("announceUpdate", { time: timeOfDay(store.snapshot.observed_at), n: changed.length }));
}

function wireControls() {
  const query = byId("query");
  let typing = 0;
  query.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => search(query.value), 120);
  });
  query.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    clearTimeout(typing);
    search(query.value);
    const [first] = results();
    if (query.value.trim() && first) store.select(first.station_id);
  });
  byId("mode").addEventListener("change", (event) => {
    store.setFilters({ mode: event.target.value });
    renderLegend();
  });
  byId("district").addEventListener("change", (event) => {
    store.setFilters({ district: event.target.value });
    showDistrict(event.target.value);
  });
  byId("sort").addEventListener("change", (event) => {
    if (event.target.value === "distance") store.place ??= mapCentre();
    store.setFilters({ sort: event.target.value });
  });
  byId("with-bikes").addEventListener("change", (event) => store.setFilters({ withBikes: event.target.checked }));
  byId("language").addEventListener("click", changeLanguage);
  byId("skip").addEventListener("click", () => showView("list"));
  for (const tab of document.querySelectorAll(".tabs button")) {
    tab.addEventListener("click", () => {
      store.select(null);
      showView(tab.dataset.view);
    });
  }
}

function search(text) {
  if (text === store.filters.query) return;
  store.setFilters({ query: text });
  if (!text.trim()) return;
  showView("list");
  setText(byId("announcer"), t("announceFound", { n: results().length }));
}

/** A station opens over the map; closing it leads back to the list when that is where it was chosen. */
store.on("selection", (from) => {
  if (document.body.classList.contains("no-map")) return;
  if (store.selected) {
    if (document.body.dataset.view === "list") openedFromList = true;
    showView("map");
    return;
  }
  if (openedFromList && from !== "map") showView("list");
  openedFromList = false;
});

/** On a phone one of map and list is in view; on a wide screen both are and this only marks the tab. */
function showView(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll(".tabs button")) {
    tab.setAttribute("aria-pressed", String(tab.dataset.view === view));
  }
}

function changeLanguage() {
  toggleLanguage();
  labelLanguage();
  fillDistricts();
  renderLegend();
  renderList();
  tick();
  store.emit("language");
}

function labelLanguage() {
  const button = byId("language");
  button.lang = currentLanguage() === "ko" ? "en" : "ko";
  setText(button, t("otherLanguage"));
}

/** The district choices: those of the outline and those of the stations, in the order of the language. */
function fillDistricts(geometry) {
  for (const { properties } of geometry?.features ?? []) {
    if (properties?.name && properties.kind !== "river") store.districts.set(properties.name, properties.name_en);
  }
  const served = new Set([...store.stations.values()].map((s) => s.district).filter(Boolean));
  const names = [...(served.size ? served : store.districts.keys())];
  const label = (name) => (currentLanguage() === "en" && store.districts.get(name)) || name;
  names.sort((a, b) => label(a).localeCompare(label(b), currentLanguage()));
  const select = byId("district");
  const signature = names.map(label).join("|");
  if (select.dataset.signature === signature) return;
  select.dataset.signature = signature;
  const chosen = store.filters.district;
  select.replaceChildren(select.options[0], ...names.map((name) => el("option", { value: name }, label(name))));
  select.value = chosen;
}

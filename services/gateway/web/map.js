/** The map: districts and river as the ground, stations on one canvas, taps answered by the nearest station. */

import { byId, el, reducedMotion } from "./dom.js";
import { countOf, hasPlace, levelNow, levelSoon, trend } from "./classify.js";
import { currentLanguage, t } from "./i18n.js";
import { makeStationMarker, readPalette } from "./marker.js";
import { store } from "./store.js";

const TAP_PX = 26;
const HOVER_PX = 14;
const SEOUL = { lat: 37.5563, lon: 126.99 };

let L, map, StationMarker, canvas, ground, ring, here, hint;
let labels = [];
let geometry = null;
let pending = null;
let lastMove = null;
let touched = false;
let fitted = false;
const markers = new Map();
const areas = new Map();

const look = {
  palette: null,
  zoom: () => map.getZoom(),
  dim: (station) => station.station_id !== store.selected && !store.passes(station),
  view: (station) => viewOf(station),
};

/** What a station's marker shows at the chosen time. */
function viewOf(station) {
  const horizon = store.forecastOf(station.station_id);
  if (store.filters.mode === "soon") {
    return { level: levelSoon(horizon), count: countOf(horizon?.bikes), trend: trend(station.bikes, horizon) };
  }
  return { level: levelNow(station), count: countOf(station.bikes), trend: null };
}

/** Builds the map; false when Leaflet did not arrive, and the page goes on with the list alone. */
export function startMap() {
  L = window.L;
  if (!L) return false;
  look.palette = readPalette();
  const still = reducedMotion();
  map = L.map("map", {
    preferCanvas: true, attributionControl: false, zoomControl: false,
    zoomSnap: 0.25, wheelPxPerZoomLevel: 90, minZoom: 8, maxZoom: 18, tap: false,
    fadeAnimation: !still, zoomAnimation: !still, markerZoomAnimation: !still, inertia: !still,
  });
  map.setView([SEOUL.lat, SEOUL.lon], 11);
  L.control.zoom({ position: "topleft", zoomInTitle: t("zoomIn"), zoomOutTitle: t("zoomOut") }).addTo(map);
  map.createPane("ground").classList.add("ground-pane");
  map.createPane("selection").classList.add("selection-pane");
  canvas = L.canvas({ padding: 0.2 });
  StationMarker = makeStationMarker(L, look);
  hint = L.tooltip({ direction: "top", offset: [0, -10], className: "hint" });
  map.on("click", (event) => store.select(nearest(event.containerPoint, TAP_PX)?.station_id ?? null, "map"));
  map.on("mousemove", hover);
  map.on("mouseout", () => hint.remove());
  map.on("zoomend", () => byId("map").classList.toggle("show-labels", map.getZoom() >= 12));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    look.palette = readPalette();
    redraw();
  });
  for (const type of ["pointerdown", "wheel", "keydown"]) {
    byId("map").addEventListener(type, () => (touched = true), { passive: true });
  }
  new ResizeObserver(resized).observe(byId("map"));
  store.on("stations", syncStations);
  store.on("forecasts filters", () => redraw());
  store.on("districts", (outline) => {
    geometry = outline;
    drawGround();
  });
  store.on("language", () => geometry && drawGround());
  store.on("selection", showSelection);
  return true;
}

/** Moves the map now, or as soon as it is in view: a hidden map has no size to fit anything into. */
function whenVisible(move) {
  lastMove = move;
  if (byId("map").clientWidth > 0) move();
  else pending = move;
}

function resized() {
  if (byId("map").clientWidth === 0) return;
  map.invalidateSize({ animate: false });
  // The page settles while it loads: what was fitted to the first size is fitted again, until the reader takes hold of the map.
  (pending ?? (touched ? null : lastMove))?.();
  pending = null;
}

/** Puts markers where stations are; `changed` lists the ids to redraw, null means all. */
function syncStations(changed) {
  if (changed) {
    for (const id of changed) markers.get(id)?.redraw();
    return;
  }
  for (const [id, marker] of markers) {
    if (!store.stations.has(id)) {
      marker.remove();
      markers.delete(id);
    }
  }
  for (const station of store.stations.values()) place(station);
  redraw();
  if (!fitted && markers.size > 0) {
    fitted = true;
    showAll(false);
  }
}

function place(station) {
  let marker = markers.get(station.station_id);
  if (!hasPlace(station)) {
    marker?.remove();
    markers.delete(station.station_id);
    return;
  }
  if (!marker) {
    marker = new StationMarker([station.lat, station.lon], { renderer: canvas });
    marker.station = station;
    markers.set(station.station_id, marker);
    marker.addTo(map);
    return;
  }
  marker.station = station;
  const at = marker.getLatLng();
  if (at.lat !== station.lat || at.lng !== station.lon) marker.setLatLng([station.lat, station.lon]);
}

function redraw() {
  for (const marker of markers.values()) marker.redraw();
  showSelection();
}

/** Fits the map to the stations, leaving out far-off mistakes in the data. */
export function showAll(animate = !reducedMotion()) {
  if (!map || markers.size === 0) return;
  const places = [...markers.values()].map((m) => m.getLatLng());
  const middle = (pick) => places.map(pick).sort((a, b) => a - b)[places.length >> 1];
  const [lat, lng] = [middle((p) => p.lat), middle((p) => p.lng)];
  const near = places.filter((p) => Math.abs(p.lat - lat) < 1 && Math.abs(p.lng - lng) < 1);
  const bounds = L.latLngBounds(near.length ? near : places);
  whenVisible(() => map.fitBounds(bounds, { padding: [12, 12], maxZoom: 16, animate }));
}

/** Fits the map to a district's outline, or to its stations when there is no outline. */
export function showDistrict(name) {
  if (!map) return;
  if (!name) return showAll();
  const own = [...markers.values()].filter((m) => m.station.district === name).map((m) => m.getLatLng());
  const bounds = areas.get(name)?.getBounds() ?? (own.length ? L.latLngBounds(own) : null);
  if (bounds) whenVisible(() => map.fitBounds(bounds, { padding: [16, 16], animate: !reducedMotion() }));
}

/** Moves to a place. */
export function showPlace(at, zoom) {
  if (map) whenVisible(() => map.setView([at.lat, at.lon], zoom, { animate: !reducedMotion() }));
}

/** Brings a station into the part of the map that the panel leaves free, zooming in only when far out. */
export function showStation(at, zoom, covered) {
  if (!map) return;
  whenVisible(() => {
    const target = Math.max(zoom, map.getZoom());
    const { right, bottom } = covered();
    const point = map.project([at.lat, at.lon], target).add([right / 2, bottom / 2]);
    map.setView(map.unproject(point, target), target, { animate: !reducedMotion() });
  });
}

/** The map's centre, as a stand-in for the rider's place. */
export function mapCentre() {
  if (!map) return SEOUL;
  const { lat, lng } = map.getCenter();
  return { lat, lon: lng };
}

/** Marks the rider's own place. */
export function showHere(at) {
  if (!map) return;
  here?.remove();
  here = L.circleMarker([at.lat, at.lon],
    { pane: "selection", renderer: selectionRenderer(), radius: 8, className: "here", interactive: false }).addTo(map);
}

function showSelection() {
  ring?.remove();
  ring = null;
  const marker = markers.get(store.selected);
  if (!marker) return;
  marker.bringToFront();
  marker.redraw();
  ring = L.circleMarker(marker.getLatLng(),
    { pane: "selection", renderer: selectionRenderer(), radius: 19, className: "ring", interactive: false }).addTo(map);
}

let selectionSvg, groundSvg;
const selectionRenderer = () => (selectionSvg ??= L.svg({ pane: "selection" }));

function drawGround() {
  ground?.remove();
  labels.forEach((label) => label.remove());
  areas.clear();
  labels = [];
  groundSvg ??= L.svg({ pane: "ground", padding: 0.5 });
  ground = L.geoJSON(geometry, {
    pane: "ground", renderer: groundSvg, interactive: false,
    filter: (feature) => /Polygon|LineString/.test(feature.geometry?.type ?? ""),
    style: (feature) => ({ className: feature.properties?.kind === "river" ? "river" : "district" }),
    onEachFeature: (feature, layer) => {
      if (feature.properties?.kind !== "river") label(feature.properties ?? {}, layer);
    },
  }).addTo(map);
  ground.eachLayer((layer) => layer.feature.properties?.kind === "river" && layer.bringToFront());
  const bounds = ground.getBounds();
  if (!fitted && bounds.isValid()) whenVisible(() => map.fitBounds(bounds, { padding: [12, 12], animate: false }));
}

function label(properties, layer) {
  if (!properties.name || !layer.getBounds) return;
  areas.set(properties.name, layer);
  const text = currentLanguage() === "en" ? properties.name_en || properties.name : properties.name;
  const html = el("span", { "aria-hidden": "true" }, text);
  const icon = L.divIcon({ className: "district-label", html, iconSize: null });
  const options = { icon, interactive: false, keyboard: false, pane: "ground" };
  labels.push(L.marker(layer.getBounds().getCenter(), options).addTo(map));
}

/** The visible station nearest to a point on the screen, within `reach` pixels. */
function nearest(point, reach) {
  const at = map.containerPointToLayerPoint(point);
  let best = null;
  let bestDistance = reach;
  for (const marker of markers.values()) {
    if (marker.dimmed || !marker._point) continue;
    const distance = marker._point.distanceTo(at) - Math.min(marker._radius, 12) * 0.5;
    if (distance < bestDistance) [best, bestDistance] = [marker.station, distance];
  }
  return best;
}

let hovering = 0;
function hover(event) {
  if (hovering || matchMedia("(hover: none)").matches) return;
  hovering = requestAnimationFrame(() => {
    hovering = 0;
    const station = nearest(event.containerPoint, HOVER_PX);
    byId("map").classList.toggle("pointing", Boolean(station));
    if (!station) return hint.remove();
    const { count } = viewOf(station);
    const key = store.filters.mode === "soon" ? "bikesSoon" : "bikesNow";
    hint.setLatLng([station.lat, station.lon])
      .setContent(el("span", {}, station.name, " · ", count === null ? t("bikesUnknown") : t(key, { n: count })));
    if (!map.hasLayer(hint)) hint.addTo(map);
  });
}

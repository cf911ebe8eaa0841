/** What a count means to a rider: one of five levels, each with its own colour AND shape. */

export const LEVELS = ["empty", "few", "ok", "full", "unknown"];
const FEW = 3;

/** SVG paths of the level shapes in a 24 × 24 box, shared by the legend, the list and the panel. */
export const SHAPES = {
  empty: "M12 3a9 9 0 100 18 9 9 0 000-18zM8.500 8.500l7 7M15.500 8.500l-7 7",
  few: "M12 2.500L22 20.500H2z",
  ok: "M12 2.500a9.500 9.500 0 100 19 9.500 9.500 0 000-19z",
  full: "M3.500 3.500h17v17h-17z",
  unknown: "M12 4l8 8-8 8-8-8z",
};

const isCount = (value) => Number.isFinite(value) && value >= 0;

/** The level of a station as it stands. */
export function levelNow(station) {
  if (!isCount(station.bikes)) return "unknown";
  if (station.bikes === 0) return "empty";
  if (station.docks_free === 0) return "full";
  return station.bikes <= FEW ? "few" : "ok";
}

/** The level expected at a horizon: empty or full only when that is the likelier outcome. */
export function levelSoon(horizon) {
  if (!horizon || !isCount(horizon.bikes)) return "unknown";
  if (horizon.p_empty >= 0.5) return "empty";
  if (horizon.p_full >= 0.5) return "full";
  return horizon.bikes <= FEW + 0.5 ? "few" : "ok";
}

export const countOf = (value) => (isCount(value) ? Math.round(value) : null);

/** The direction the whole-bike count is expected to take: "up", "down" or "same". */
export function trend(bikes, horizon) {
  const later = countOf(horizon?.bikes);
  if (later === null || !isCount(bikes)) return null;
  if (later > bikes) return "up";
  return later < bikes ? "down" : "same";
}

export const ARROWS = { up: "↑", same: "→", down: "↓" };

/** A word for a probability, by the key of the dictionaries. */
export function chanceWord(p) {
  if (p < 0.05) return "chanceRare";
  if (p < 0.2) return "chanceLow";
  if (p < 0.5) return "chanceSome";
  return p < 0.8 ? "chanceHigh" : "chanceVeryHigh";
}

/** `12%`; never a flat 0 % or 100 %, which no forecast can promise. */
export function percent(p) {
  if (!Number.isFinite(p)) return "–";
  if (p < 0.01) return "<1%";
  return p > 0.99 ? ">99%" : `${Math.round(p * 100)}%`;
}

export const hasPlace = (s) =>
  Number.isFinite(s.lat) && Number.isFinite(s.lon) && Math.abs(s.lat) <= 85
  && Math.abs(s.lon) <= 180 && !(s.lat === 0 && s.lon === 0);

/** Metres between two places (equirectangular: exact enough within a city). */
export function metres(a, b) {
  const rad = Math.PI / 180;
  const x = (b.lon - a.lon) * rad * Math.cos(((a.lat + b.lat) / 2) * rad);
  return Math.hypot(x, (b.lat - a.lat) * rad) * 6_371_000;
}

/** Which kind of source a name stands for; the page's header says it in words. */
export function sourceKind(source) {
  const name = (source ?? "").toLowerCase();
  if (!name) return "unknown";
  if (name.startsWith("simul")) return "simulation";
  if (name.startsWith("replay")) return "replay";
  return name.startsWith("seoul") ? "seoul" : "gbfs";
}

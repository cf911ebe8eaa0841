/** The level shapes as SVG, and the legend made of them. */

import { byId, el, svg } from "./dom.js";
import { SHAPES } from "./classify.js";
import { t } from "./i18n.js";
import { store } from "./store.js";

const NOW = { empty: "levelEmpty", few: "levelFew", ok: "levelOk", full: "levelFull" };
const SOON = { ...NOW, empty: "levelEmptySoon", full: "levelFullSoon" };

/** A level's shape; decoration only, the words stand beside it. */
export function glyph(level) {
  return svg("svg", { class: `glyph ${level}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: SHAPES[level] }));
}

/** The word for a level now. */
export const levelWord = (level) => t(NOW[level] ?? "levelUnknown");

/** Draws the legend for the chosen time. */
export function renderLegend() {
  const soon = store.filters.mode === "soon";
  const words = { ...(soon ? SOON : NOW), ...(soon && !store.forecastUsable ? { unknown: "levelUnknown" } : {}) };
  byId("legend").replaceChildren(
    el("h3", {}, t(soon ? "legendSoon" : "legendNow")),
    el("ul", {}, Object.entries(words).map(([level, key]) => el("li", {}, glyph(level), t(key)))),
  );
}

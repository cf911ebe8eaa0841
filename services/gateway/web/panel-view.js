/** Draws the station panel out of a station, its forecast and its day. */

import { byId, el, setText, svg } from "./dom.js";
import { ARROWS, chanceWord, countOf, hasPlace, levelNow, metres, percent, trend } from "./classify.js";
import { ago, distanceText, t } from "./i18n.js";
import { glyph, levelWord } from "./glyph.js";
import { historyChart } from "./chart.js";
import { timeOfDay } from "./clock.js";
import { store } from "./store.js";

const TRENDS = { up: "trendUp", down: "trendDown", same: "trendSame" };
let ages = [];

/** Fills the panel; `detail` holds what was fetched for this station alone (null while under way). */
export function drawPanel(panel, station, detail, close) {
  ages = [];
  const horizons = horizonsOf(station, detail);
  const ten = horizons.find((h) => h.minutes === 10) ?? null;
  const later = horizons.filter((h) => h.minutes !== 10);
  panel.replaceChildren(
    heading(station, close),
    counts(station),
    forecast(station, ten, detail),
    ...(later.length ? [further(later)] : []),
    day(detail, horizons),
    facts(station),
    footer(detail));
  tickPanel();
}

/** Rewrites the ages, which grow by the server's clock. */
export function tickPanel() {
  for (const { node, iso } of ages) {
    const age = store.clock.ageOf(iso);
    setText(node, age === null ? t("unknownTime") : `${ago(age)} (${timeOfDay(iso)})`);
  }
}

/** The station's own answer when it is there and of the same run, else the ten-minute forecast we hold. */
function horizonsOf(station, detail) {
  const held = store.forecastOf(station.station_id);
  if (!held) return [];
  const own = (detail.prediction?.horizons ?? []).filter((h) => Date.parse(h.at) > store.clock.now());
  const sameRun = own.some((h) => h.minutes === 10 && Date.parse(h.at) >= Date.parse(held.at));
  return sameRun ? [...own].sort((a, b) => a.minutes - b.minutes) : [held];
}

function heading(station, close) {
  const button = el("button", { type: "button", id: "panel-close", class: "close", "aria-label": t("close") },
    svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: "M6 6l12 12M18 6L6 18" })));
  button.addEventListener("click", close);
  const parts = [station.number ? t("number", { n: station.number }) : station.station_id, station.district];
  if (store.place && hasPlace(station) && store.filters.sort === "distance") {
    parts.push(distanceText(metres(store.place, station)));
  }
  return el("header", { class: "panel-head" },
    el("div", {},
      el("h2", { id: "panel-title", tabindex: "-1" }, station.name || station.station_id),
      el("p", { class: "muted" }, parts.filter(Boolean).join(" · "))),
    button);
}

function counts(station) {
  const level = levelNow(station);
  const figure = (label, value, unit) => el("div", {}, el("dt", {}, label),
    el("dd", {}, Number.isFinite(value) ? t(unit, { n: value }) : "–"));
  const over = station.racks > 0 && station.bikes > station.racks;
  return el("section", { class: `counts ${level}` },
    el("p", { class: "level" }, glyph(level), el("span", {}, t("now"), " · ", levelWord(level))),
    el("dl", { class: "figures" },
      figure(t("bikes"), station.bikes, "countBikes"),
      figure(t("docksFree"), station.docks_free, "countDocks"),
      figure(t("racks"), station.racks, "countDocks")),
    over ? el("p", { class: "muted" }, t("overstacked")) : null);
}

function forecast(station, ten, detail) {
  if (!ten) {
    const waiting = detail.forecastAt > -Infinity && !store.forecastSnapshot && !store.problems.has("forecast");
    return el("section", { class: "soon-card none" }, el("h3", {}, t("inTen")),
      el("p", {}, t(waiting ? "loadingForecast" : "noForecast")));
  }
  const direction = trend(station.bikes, ten);
  return el("section", { class: "soon-card" },
    el("h3", {}, t("inTenAt", { time: timeOfDay(ten.at) })),
    el("p", { class: "expected" },
      direction ? el("span", { class: "arrow", "aria-hidden": "true" }, ARROWS[direction]) : null,
      el("strong", {}, t("expected", { n: oneDigit(ten.bikes) })),
      direction ? el("span", { class: "trend-word" }, t(TRENDS[direction])) : null),
    el("p", { class: "muted" }, t("rangeOf", { low: whole(ten.p10), high: whole(ten.p90) })),
    el("p", { class: "verdict" }, t(verdict(ten))),
    el("dl", { class: "chances" }, chance(t("pEmpty"), ten.p_empty, "empty"), chance(t("pFull"), ten.p_full, "full")));
}

function verdict(ten) {
  if (ten.p_empty >= 0.5) return "verdictEmpty";
  if (ten.p_full >= 0.5) return "verdictFull";
  return ten.p_empty >= 0.2 ? "verdictRisky" : "verdictGood";
}

/** A probability as word, number and bar; the bar is SVG because its width may not be an inline style. */
function chance(label, p, level) {
  const known = Number.isFinite(p);
  return el("div", {},
    el("dt", {}, label),
    el("dd", {}, el("strong", {}, percent(p)), known ? ` ${t(chanceWord(p))}` : ""),
    known ? el("dd", { class: "bar", "aria-hidden": "true" },
      svg("svg", { viewBox: "0 0 100 4", preserveAspectRatio: "none", class: level },
        svg("rect", { class: "bar-back", width: 100, height: 4 }),
        svg("rect", { class: "bar-fill", width: Math.max(1, p * 100), height: 4 }))) : null);
}

function further(horizons) {
  const head = ["whenCell", "expectedCell", "rangeCell", "emptyCell", "fullCell"]
    .map((key) => el("th", { scope: "col" }, t(key)));
  return el("section", {}, el("h3", {}, t("otherHorizons")),
    el("table", { class: "horizons" },
      el("thead", {}, el("tr", {}, head)),
      el("tbody", {}, horizons.slice(0, 6).map((h) => el("tr", {},
        el("th", { scope: "row" }, t("inMinutes", { n: h.minutes })),
        el("td", {}, t("countBikes", { n: oneDigit(h.bikes) })),
        el("td", {}, `${whole(h.p10)}–${whole(h.p90)}`),
        el("td", {}, percent(h.p_empty)),
        el("td", {}, percent(h.p_full)))))));
}

function day(detail, horizons) {
  const section = el("section", {}, el("h3", {}, t("history")));
  if (detail.history === null) return section.append(el("p", { class: "muted chart-wait" }, "…")), section;
  if (detail.history === "failed") return section.append(el("p", { class: "muted" }, t("historyFailed"))), section;
  const chart = historyChart(detail.history, horizons, store.clock.now(), store.snapshot?.observed_at);
  section.append(chart ? chart.node : el("p", { class: "muted" }, t("historyNone")));
  if (chart) section.append(el("p", { class: "muted" }, chart.summary));
  return section;
}

function facts(station) {
  const age = (label, iso) => {
    const node = el("dd", {});
    ages.push({ node, iso });
    return el("div", {}, el("dt", {}, label), node);
  };
  return el("dl", { class: "facts" },
    age(t("observed"), station.observed_at ?? store.snapshot?.observed_at),
    age(t("changed"), station.changed_at));
}

function footer(detail) {
  const { forecastSnapshot: snapshot } = store;
  const version = detail.model ?? snapshot?.model_version;
  const time = timeOfDay(snapshot?.based_on ?? detail.prediction?.based_on);
  return el("footer", { class: "panel-foot" },
    el("p", {}, version ? t("modelFooter", { version, time }) : t("modelNone")),
    el("p", {}, byId("source-badge").textContent, " · ", t("credit")));
}

const oneDigit = (n) => (Number.isFinite(n) ? n.toFixed(1).replace(/\.0$/, "") : "–");
const whole = (n) => countOf(n) ?? "–";

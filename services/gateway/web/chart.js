/** Bikes over the last day as one small SVG, with the forecast's p10–p90 band for the hour ahead. */

import { svg } from "./dom.js";
import { isoLike, timeOfDay } from "./clock.js";
import { t } from "./i18n.js";

const WIDTH = 340;
const HEIGHT = 120;
const AREA = { left: 26, right: 8, top: 8, bottom: 20 };
const DAY_MS = 24 * 3600_000;
const AHEAD_MS = 3600_000;

/** Points for drawing: time, bikes, and whether the record broke off before it. */
function pointsOf(history, now) {
  const points = history
    .map((h) => ({ at: Date.parse(h.observed_at), bikes: h.bikes }))
    .filter((p) => Number.isFinite(p.at) && p.bikes >= 0 && p.at > now - DAY_MS && p.at <= now + 60_000)
    .sort((a, b) => a.at - b.at);
  const gaps = points.slice(1).map((p, i) => p.at - points[i].at).sort((a, b) => a - b);
  const limit = Math.max(30 * 60_000, 4 * (gaps[gaps.length >> 1] ?? 0));
  points.forEach((p, i) => {
    p.broken = i === 0 || p.at - points[i - 1].at > limit;
  });
  return points;
}

/**
 * The chart and its words: `{node, summary}`, or null when there is nothing to draw.
 * `horizons` may be empty; `sample` is any time of the server, for its offset.
 */
export function historyChart(history, horizons, now, sample) {
  const points = pointsOf(history, now);
  if (points.length === 0) return null;
  const counts = points.map((p) => p.bikes);
  const ahead = horizons.filter((h) => Date.parse(h.at) > now - 5 * 60_000);
  const top = niceTop(Math.max(...counts, ...ahead.map((h) => h.p90 ?? h.bikes)));
  const start = now - DAY_MS;
  const span = DAY_MS + AHEAD_MS;
  const x = (at) => round(AREA.left + ((at - start) / span) * (WIDTH - AREA.left - AREA.right));
  const y = (n) => round(HEIGHT - AREA.bottom - (n / top) * (HEIGHT - AREA.top - AREA.bottom));
  const last = points[points.length - 1];
  const summary = t("historySummary", { min: Math.min(...counts), max: Math.max(...counts), last: last.bikes })
    + (ahead.length ? ` ${t("historyForecast")}` : "");
  const node = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": summary },
    grid(top, x, y, start, now, sample),
    svg("path", { class: "chart-area", d: areas(points, x, y) }),
    ahead.length ? svg("path", { class: "chart-band", d: band(last, ahead, x, y) }) : null,
    svg("path", { class: "chart-line", d: steps(points, x, y) }),
    ahead.length ? svg("path", { class: "chart-expected", d: expected(last, ahead, x, y) }) : null,
    svg("circle", { class: "chart-now", cx: x(last.at), cy: y(last.bikes), r: 3.5 }));
  return { node, summary };
}

function grid(top, x, y, start, now, sample) {
  const marks = [0, top / 2, top].filter(Number.isInteger).flatMap((n) => [
    svg("line", { class: "chart-grid", x1: AREA.left, x2: WIDTH - AREA.right, y1: y(n), y2: y(n) }),
    svg("text", { class: "chart-text", x: AREA.left - 5, y: y(n) + 4, "text-anchor": "end" }, String(n)),
  ]);
  for (let at = now - (now % 3600_000); at > start + 3600_000; at -= 3600_000) {
    const time = timeOfDay(isoLike(at, sample));
    if (Number(time.slice(0, 2)) % 6 !== 0 || now - at < 2.5 * 3600_000) continue;
    marks.push(svg("line", { class: "chart-tick", x1: x(at), x2: x(at), y1: y(0), y2: y(0) + 4 }),
      svg("text", { class: "chart-text", x: x(at), y: HEIGHT - 4, "text-anchor": "middle" }, time));
  }
  marks.push(
    svg("line", { class: "chart-nowline", x1: x(now), x2: x(now), y1: AREA.top, y2: HEIGHT - AREA.bottom }),
    svg("text", { class: "chart-text", x: x(now), y: HEIGHT - 4, "text-anchor": "middle" }, t("nowMark")));
  return svg("g", {}, marks);
}

/** Counts hold until they change, so the line is stairs and breaks where the record does. */
function steps(points, x, y) {
  return points.map((p) => (p.broken ? `M${x(p.at)} ${y(p.bikes)}` : `H${x(p.at)}V${y(p.bikes)}`)).join("");
}

function areas(points, x, y) {
  let path = "";
  points.forEach((p, i) => {
    path += p.broken ? `M${x(p.at)} ${y(0)}V${y(p.bikes)}` : `H${x(p.at)}V${y(p.bikes)}`;
    if (!points[i + 1] || points[i + 1].broken) path += `V${y(0)}Z`;
  });
  return path;
}

function band(last, ahead, x, y) {
  const low = (h) => h.p10 ?? h.bikes;
  const high = (h) => h.p90 ?? h.bikes;
  const up = ahead.map((h) => `L${x(Date.parse(h.at))} ${y(high(h))}`).join("");
  const down = [...ahead].reverse().map((h) => `L${x(Date.parse(h.at))} ${y(low(h))}`).join("");
  return `M${x(last.at)} ${y(last.bikes)}${up}${down}Z`;
}

function expected(last, ahead, x, y) {
  return `M${x(last.at)} ${y(last.bikes)}${ahead.map((h) => `L${x(Date.parse(h.at))} ${y(h.bikes)}`).join("")}`;
}

/** The next even number that leaves some air above the highest count. */
function niceTop(highest) {
  const step = highest > 40 ? 20 : highest > 12 ? 10 : 4;
  return Math.max(4, Math.ceil((Number.isFinite(highest) ? highest : 0) / step) * step);
}

const round = (n) => Math.round(n * 10) / 10;

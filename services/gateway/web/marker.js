/** One station on the map's canvas: shape and colour by level, size by bikes, the number when there is room. */

import { ARROWS } from "./classify.js";

const NUMBERS_FROM = 14;
const NAMES_FROM = 16;
const BASE_RADIUS = [[11, 2.8], [12, 3.8], [13, 5.6], [14, 9.5], [15, 11.5], [16, 13.5]];

/** Colours from the style sheet, so that light and dark live in one place. */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const levels = ["empty", "few", "ok", "full", "unknown"];
  return {
    fill: Object.fromEntries(levels.map((level) => [level, colour(`--level-${level}`)])),
    paper: colour("--map-land"),
    ink: colour("--ink"),
    onLevel: colour("--on-level"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/**
 * The Leaflet class of a station. `look` is shared by all: `zoom()`, `view(station)` → `{level, count, trend}`,
 * `dim(station)`, `palette`.
 */
export function makeStationMarker(L, look) {
  return L.CircleMarker.extend({
    options: { interactive: false, stroke: false },

    // Called on each zoom and each redraw: the one place where the size follows zoom and count.
    _project() {
      this.view = look.view(this.station);
      this.dimmed = look.dim(this.station);
      this._radius = radius(look.zoom(), this.view.count, this.dimmed);
      L.CircleMarker.prototype._project.call(this);
    },

    _updateBounds() {
      L.CircleMarker.prototype._updateBounds.call(this);
      if (look.zoom() < NAMES_FROM || this.dimmed) return;
      const room = L.point(110, this._radius + 20);
      this._pxBounds = L.bounds(this._point.subtract(room), this._point.add(room));
    },

    _updatePath() {
      if (!this._renderer._drawing || this._empty()) return;
      draw(this._renderer._ctx, this, look);
    },
  });
}

function radius(zoom, count, dimmed) {
  let base = BASE_RADIUS[0][1];
  for (const [from, value] of BASE_RADIUS) if (zoom >= from - 0.25) base = value;
  if (dimmed) return Math.min(base * 0.7, 5);
  return base * (0.85 + 0.45 * Math.min(1, Math.sqrt((count ?? 0) / 25)));
}

function draw(ctx, marker, look) {
  const { view, _point: p, _radius: r } = marker;
  const { palette } = look;
  const colour = palette.fill[view.level];
  ctx.save();
  ctx.globalAlpha = marker.dimmed ? 0.3 : 1;
  ctx.lineJoin = "round";
  trace(ctx, view.level, p, r);
  ctx.lineWidth = r > 4 ? 1.6 : 0.7;
  if (view.level === "empty") {
    ctx.fillStyle = palette.paper;
    ctx.strokeStyle = colour;
    ctx.lineWidth = r > 7 ? 2.4 : 1.5;
    ctx.fill();
    ctx.stroke();
  } else {
    ctx.fillStyle = colour;
    ctx.strokeStyle = palette.paper;
    ctx.fill();
    ctx.stroke();
  }
  const zoom = look.zoom();
  if (!marker.dimmed && zoom >= NUMBERS_FROM - 0.25) number(ctx, marker, palette);
  else if (view.level === "empty" && r > 4) cross(ctx, p, r * 0.45);
  if (!marker.dimmed && zoom >= NAMES_FROM) name(ctx, marker, palette);
  ctx.restore();
}

function trace(ctx, level, p, r) {
  ctx.beginPath();
  if (level === "full") {
    ctx.rect(p.x - r * 0.9, p.y - r * 0.9, r * 1.8, r * 1.8);
  } else if (level === "few") {
    ctx.moveTo(p.x, p.y - r * 1.2);
    ctx.lineTo(p.x + r * 1.15, p.y + r * 0.85);
    ctx.lineTo(p.x - r * 1.15, p.y + r * 0.85);
    ctx.closePath();
  } else if (level === "unknown") {
    ctx.moveTo(p.x, p.y - r);
    ctx.lineTo(p.x + r, p.y);
    ctx.lineTo(p.x, p.y + r);
    ctx.lineTo(p.x - r, p.y);
    ctx.closePath();
  } else {
    ctx.arc(p.x, p.y, r, 0, Math.PI * 2);
  }
}

function cross(ctx, p, r) {
  ctx.beginPath();
  ctx.moveTo(p.x - r, p.y - r);
  ctx.lineTo(p.x + r, p.y + r);
  ctx.moveTo(p.x + r, p.y - r);
  ctx.lineTo(p.x - r, p.y + r);
  ctx.stroke();
}

function number(ctx, { view, _point: p, _radius: r }, palette) {
  const text = view.count === null ? "?" : String(view.count);
  const size = Math.max(10, Math.round(r * (text.length > 2 ? 0.8 : 1)));
  ctx.font = `700 ${size}px ${palette.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = view.level === "empty" ? palette.fill.empty : palette.onLevel;
  ctx.fillText(text, p.x, p.y + (view.level === "few" ? r * 0.22 : 0.5));
  if (!view.trend || view.trend === "same") return;
  // The arrow sits on the shoulder of the shape, in its own dot, readable over any neighbour.
  const x = p.x + r * 0.95;
  const y = p.y - r * 0.85;
  ctx.beginPath();
  ctx.arc(x, y, 7, 0, Math.PI * 2);
  ctx.fillStyle = palette.ink;
  ctx.fill();
  ctx.font = `700 11px ${palette.font}`;
  ctx.fillStyle = palette.paper;
  ctx.fillText(ARROWS[view.trend], x, y + 0.5);
}

function name(ctx, { station, _point: p, _radius: r }, palette) {
  const text = String(station.name ?? "");
  const short = text.length > 16 ? `${text.slice(0, 15)}…` : text;
  ctx.font = `600 12px ${palette.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineWidth = 3;
  ctx.strokeStyle = palette.paper;
  ctx.strokeText(short, p.x, p.y + r + 4);
  ctx.fillStyle = palette.ink;
  ctx.fillText(short, p.x, p.y + r + 4);
}

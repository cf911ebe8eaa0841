/** Language of the page: Korean first, English by the toggle. Texts live in `text-ko.js`, `text-en.js`. */

import ko from "./text-ko.js";
import en from "./text-en.js";

const texts = { ko, en };
const KEY = "language";
let language = remembered();

export const currentLanguage = () => language;

/** The text for a key, with `{name}` replaced from `values`. */
export function t(key, values = {}) {
  const text = texts[language][key] ?? ko[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Switches between Korean and English and rewrites the fixed texts of the page. */
export function toggleLanguage() {
  language = language === "ko" ? "en" : "ko";
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage may be blocked; the choice then lasts for this visit.
  }
  translatePage();
}

/** Fills every `data-i18n*` element in the chosen language. */
export function translatePage() {
  document.documentElement.lang = language;
  document.title = t("title");
  for (const node of document.querySelectorAll("[data-i18n]")) node.textContent = t(node.dataset.i18n);
  for (const node of document.querySelectorAll("[data-i18n-placeholder]")) {
    node.placeholder = t(node.dataset.i18nPlaceholder);
  }
  for (const node of document.querySelectorAll("[data-i18n-label]")) {
    node.setAttribute("aria-label", t(node.dataset.i18nLabel));
  }
}

/** `3분`, `2시간 5분`: a span of seconds in the coarsest units that still inform. */
export function duration(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return t("seconds", { n: s });
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return t("minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return t("days", { n: Math.floor(hours / 24) });
  return minutes % 60 ? t("hoursMinutes", { h: hours, m: minutes % 60 }) : t("hours", { n: hours });
}

/** `3분 전`, or `방금` under five seconds. */
export const ago = (seconds) => (seconds < 5 ? t("justNow") : t("ago", { age: duration(seconds) }));

/** `230 m`, `1.4 km`. */
export function distanceText(metres) {
  if (metres < 995) return `${Math.max(10, Math.round(metres / 10) * 10)} m`;
  return `${(metres / 1000).toFixed(metres < 9950 ? 1 : 0)} km`;
}

/** Numbers with the separators of the language. */
export const grouped = (n) => n.toLocaleString(language);

function remembered() {
  try {
    return localStorage.getItem(KEY) === "en" ? "en" : "ko";
  } catch {
    return "ko";
  }
}

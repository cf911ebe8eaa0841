/** "Near me": asks for the rider's place and sorts by distance; without it, the map's centre stands in. */

import { byId, setText } from "./dom.js";
import { hasPlace, metres } from "./classify.js";
import { distanceText, t } from "./i18n.js";
import { mapCentre, showHere, showPlace } from "./map.js";
import { results } from "./list.js";
import { store } from "./store.js";

const FAR_METRES = 20_000;
const WALKABLE_METRES = 1_000;

/** Wires the button. The place is kept in this page only and never sent anywhere. */
export function startNear(onFound) {
  byId("near").addEventListener("click", () => locate(onFound));
}

function locate(onFound) {
  if (!navigator.geolocation || !window.isSecureContext) return settle(null, "placeFailed", onFound);
  setText(byId("announcer"), t("placeLooking"));
  byId("near").setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => settle({ lat: coords.latitude, lon: coords.longitude }, null, onFound),
    (error) => settle(null, error.code === 1 ? "placeDenied" : "placeFailed", onFound),
    { enableHighAccuracy: true, timeout: 8_000, maximumAge: 30_000 },
  );
}

function settle(place, problem, onFound) {
  byId("near").removeAttribute("aria-busy");
  let found = place;
  let note = problem && { key: problem };
  if (place) {
    const closest = Math.min(...[...store.stations.values()].filter(hasPlace).map((s) => metres(place, s)));
    if (closest > FAR_METRES && Number.isFinite(closest)) {
      found = null;
      note = { key: "placeFar", values: { distance: distanceText(closest) } };
    }
  }
  store.problem("place", note);
  store.place = found ?? mapCentre();
  byId("sort").value = "distance";
  store.setFilters({ sort: "distance" });
  if (found) {
    showHere(found);
    showPlace(found, 15.5);
    announce();
  }
  onFound();
}

function announce() {
  const withBikes = results().find((s) => s.bikes > 0 && hasPlace(s) && metres(store.place, s) <= WALKABLE_METRES);
  setText(byId("announcer"), withBikes ? t("placeFound", { name: withBikes.name }) : t("placeFoundNone"));
}

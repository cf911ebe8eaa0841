/** Keeps the store fresh: first load, live stream, polling when there is no stream, retries with back-off. */

import { fetchDistricts, fetchForecasts, fetchStations } from "./api.js";
import { store } from "./store.js";

const POLL_MS = 30_000;
const SILENCE_MS = 75_000;
const SETTLE_MS = 2_000;

/** Runs a loader one at a time: asks that come meanwhile make one more run, failures back off to 60 s. */
class Loader {
  #running = false;
  #again = false;
  #timer = 0;
  #failures = 0;
  #last = -Infinity;

  constructor(load) {
    this.load = load;
  }

  /** Asks for a run; at most one every `SETTLE_MS`, however fast the server's clock runs. */
  request() {
    if (this.#running) {
      this.#again = true;
      return;
    }
    if (this.#timer && this.#failures) return;
    this.#schedule(Math.max(0, this.#last + SETTLE_MS - performance.now()));
  }

  /** Runs at once, whatever the back-off says: the rider pressed the button or came back. */
  now() {
    if (!this.#running) this.#schedule(0);
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), delay);
  }

  async #run() {
    this.#timer = 0;
    this.#running = true;
    this.#again = false;
    this.#last = performance.now();
    let delay = null;
    try {
      await this.load();
      this.#failures = 0;
      if (this.#again) delay = SETTLE_MS;
    } catch (error) {
      this.#failures = Math.min(this.#failures + 1, 8);
      const backoff = Math.min(60_000, 1000 * 2 ** (this.#failures - 1));
      delay = Math.max((error.retryAfter ?? 0) * 1000, backoff * (0.75 + Math.random() / 2));
      delay = Math.min(delay, 300_000);
    }
    this.#running = false;
    if (delay !== null) this.#schedule(delay);
  }
}

const stationLoader = new Loader(async () => {
  try {
    const body = await fetchStations();
    store.setStations(body);
    store.problem("server", null);
    forecastLoader.request();
  } catch (error) {
    store.problem("server", error);
    throw error;
  }
});

const forecastLoader = new Loader(async () => {
  try {
    store.setForecasts(await fetchForecasts());
    store.problem("forecast", null);
  } catch (error) {
    // Refused (503): there is no forecast. Not reached: keep the one we have, if any, and let it age.
    if (error.status || !store.forecastSnapshot) {
      store.dropForecasts();
      store.problem("forecast", error);
    }
    throw error;
  }
});

const districtLoader = new Loader(async () => {
  const geometry = await fetchDistricts();
  store.emit("districts", geometry);
});

const polling = new URLSearchParams(location.search).get("live") === "poll";
let stream = null;
let openedBefore = false;
let reopenTimer = 0;
let reopenDelay = 1000;
let lastHeard = performance.now();

/** Starts everything; it then runs until the page goes away. */
export function startLive() {
  stationLoader.now();
  districtLoader.now();
  // `?live=poll` is for networks that hold streams back, and for tools that wait for the network to be idle.
  if (polling) store.problem("stream", { since: performance.now() });
  else openStream();
  setInterval(watch, 5_000);
  addEventListener("online", retryNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && outdated()) retryNow();
  });
}

/** Tries everything that is failing again at once. */
export function retryNow() {
  stationLoader.now();
  if (!polling && stream?.readyState === EventSource.CLOSED) openStream();
}

function openStream() {
  clearTimeout(reopenTimer);
  stream?.close();
  lastHeard = performance.now();
  stream = new EventSource("/api/stream");
  stream.onopen = () => {
    heard();
    reopenDelay = 1000;
    // Changes of the gap may be lost for good, so look at the whole again.
    if (openedBefore) stationLoader.request();
    openedBefore = true;
  };
  stream.onerror = () => {
    if (!store.problems.has("stream")) {
      store.problem("stream", { since: performance.now() });
      // Is it the stream alone or the server? Ask soon, not all riders at once.
      setTimeout(() => store.problems.has("stream") && poll(), 2000 + Math.random() * 3000);
    }
    if (stream.readyState === EventSource.CLOSED) reopenLater();
  };
  stream.addEventListener("stations", (event) => receive(event, applyStations));
  stream.addEventListener("predictions", (event) => receive(event, () => forecastLoader.request()));
  stream.addEventListener("heartbeat", (event) => receive(event, (data) => {
    if (store.clock.synced) store.clock.sync(Date.parse(data.now));
  }));
}

function reopenLater() {
  clearTimeout(reopenTimer);
  reopenTimer = setTimeout(openStream, reopenDelay * (0.75 + Math.random() / 2));
  reopenDelay = Math.min(reopenDelay * 2, 60_000);
}

function receive(event, handle) {
  heard();
  let data;
  try {
    data = JSON.parse(event.data);
  } catch {
    return stationLoader.request();
  }
  handle(data);
}

function heard() {
  lastHeard = performance.now();
  store.problem("stream", null);
}

function applyStations(data) {
  if (!store.snapshot || !data.snapshot || !store.applyStations(data)) stationLoader.request();
}

/** The watchdog: polls without a stream, reopens a silent one, asks again when a snapshot is overdue. */
function watch() {
  const quiet = performance.now() - lastHeard;
  if (stream?.readyState === EventSource.OPEN && quiet > SILENCE_MS) openStream();
  if (store.problems.has("stream") && sinceLastPoll() >= POLL_MS) poll();
  else if (outdated() && sinceLastPoll() >= POLL_MS) poll();
}

let polledAt = performance.now();
const sinceLastPoll = () => performance.now() - polledAt;

function poll() {
  polledAt = performance.now();
  stationLoader.request();
}

function outdated() {
  const age = store.clock.ageOf(store.snapshot?.observed_at);
  return age === null || age > (store.snapshot.interval_seconds ?? 300) * 1.5;
}

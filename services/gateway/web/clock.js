/** The server's clock, which may run faster than ours; every age on the page is measured against it. */

export class ServerClock {
  #base = Date.now();
  #at = performance.now();
  speed = 1;
  synced = false;

  /** Takes over a moment of the server's clock; `speed` is server seconds per real second. */
  sync(nowMs, speed = this.speed) {
    if (!Number.isFinite(nowMs)) return;
    this.#base = nowMs;
    this.#at = performance.now();
    this.speed = Number.isFinite(speed) && speed > 0 ? speed : 1;
    this.synced = true;
  }

  /** Reads the clock out of a stations snapshot: `clock.now` when given, else `observed_at` + age. */
  syncFromSnapshot(snapshot) {
    const speed = snapshot.clock?.speed ?? 1;
    const stated = Date.parse(snapshot.clock?.now ?? "");
    const derived = Date.parse(snapshot.observed_at) + Number(snapshot.age_seconds) * 1000;
    this.sync(Number.isFinite(stated) ? stated : derived, speed);
  }

  now() {
    return this.#base + (performance.now() - this.#at) * this.speed;
  }

  /** Seconds since an RFC 3339 time, never negative; null when there is no time. */
  ageOf(iso) {
    const then = Date.parse(iso ?? "");
    return Number.isFinite(then) ? Math.max(0, (this.now() - then) / 1000) : null;
  }
}

/** `19:05`, in the offset the server wrote, so that a rider abroad still reads the city's time. */
export function timeOfDay(iso) {
  const parts = /T(\d\d:\d\d)/.exec(iso ?? "");
  if (!parts) return "–";
  return iso.endsWith("Z") ? local(iso) : parts[1];
}

/** `2024-11-20`, in the server's offset. */
export const dateOf = (iso) => (iso ?? "").slice(0, 10);

/** Writes a server moment with the offset of a sample time from the same server. */
export function isoLike(ms, sample) {
  const offset = /([+-])(\d\d):(\d\d)$/.exec(sample ?? "");
  if (!offset || !Number.isFinite(ms)) return Number.isFinite(ms) ? new Date(ms).toISOString() : "";
  const minutes = (offset[1] === "-" ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  return new Date(ms + minutes * 60_000).toISOString().slice(0, 19) + offset[0];
}

function local(iso) {
  const date = new Date(iso);
  return [date.getHours(), date.getMinutes()].map((n) => String(n).padStart(2, "0")).join(":");
}

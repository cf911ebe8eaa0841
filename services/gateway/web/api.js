/** The gateway's JSON API: bounded time, problem details as errors. */

const TIMEOUT_MS = 12_000;
const STATION_FIELDS =
  "station_id,number,name,district,lat,lon,racks,bikes,docks_free,observed_at,changed_at";

/** What went wrong: `status` 0 means the server was not reached at all. */
export class ApiError extends Error {
  constructor(status, title, detail, retryAfter = 0) {
    super(detail || title);
    Object.assign(this, { name: "ApiError", status, title, detail, retryAfter });
  }
}

export const fetchStations = () => get(`/api/stations?fields=${STATION_FIELDS}`);
export const fetchForecasts = () => get("/api/predictions?minutes=10");
export const fetchForecast = (id) => get(`/api/predictions/${encodeURIComponent(id)}`);
export const fetchHistory = (id) => get(`/api/stations/${encodeURIComponent(id)}/history?hours=24`);
export const fetchDistricts = () => get("/api/districts");

/** `no-store`: the answer carries its own age, which a cached copy would understate. */
async function get(path) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      cache: "no-store",
      headers: { Accept: "application/json, application/geo+json, application/problem+json" },
      signal: abort.signal,
    });
    if (!response.ok) throw await problem(response);
    return await response.json();
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const title = abort.signal.aborted ? "timeout" : "unreachable";
    throw new ApiError(0, title, "");
  } finally {
    clearTimeout(timer);
  }
}

async function problem(response) {
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  let body = {};
  try {
    if ((response.headers.get("Content-Type") ?? "").includes("json")) body = await response.json();
  } catch {
    // A proxy's half-written error page: the status alone has to do.
  }
  return new ApiError(response.status, text(body?.title), text(body?.detail), retryAfter);
}

const text = (value) => (typeof value === "string" ? value.slice(0, 300) : "");

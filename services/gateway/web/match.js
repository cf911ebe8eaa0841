/** Search by name, number or initial consonants (초성: "ㅁㅇㅇ" finds 망원역). */

const INITIALS = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const cache = new Map();

/** A predicate over stations for what the rider typed. */
export function matcher(query) {
  const wanted = fold(query);
  if (!wanted) return () => true;
  if (/^\d+$/.test(wanted)) {
    return (s) => String(s.number ?? "").startsWith(wanted) || fold(s.name).includes(wanted);
  }
  const byInitials = [...wanted].every((c) => INITIALS.includes(c));
  return (s) => {
    const entry = folded(s);
    return byInitials ? entry.initials.includes(wanted) : entry.text.includes(wanted);
  };
}

const fold = (text) => String(text ?? "").normalize("NFC").toLowerCase().replace(/[\s.,()·-]+/g, "");

function folded(station) {
  const known = cache.get(station.station_id);
  if (known?.name === station.name) return known;
  const name = fold(station.name);
  const entry = {
    name: station.name,
    text: [name, fold(station.number), fold(station.station_id)].join("|"),
    initials: [...name].map(initial).join(""),
  };
  if (cache.size > 20_000) cache.clear();
  cache.set(station.station_id, entry);
  return entry;
}

function initial(character) {
  const code = character.codePointAt(0) - 0xac00;
  return code >= 0 && code < 11_172 ? INITIALS[Math.floor(code / 588)] : character;
}

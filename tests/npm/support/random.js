/** Numbers in `0..1` that a seed brings back (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A text that occurs nowhere else, with letters that are written otherwise in addresses and base64. */
export function secret(name, next) {
  const letters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const pick = () => letters[Math.floor(next() * letters.length)];
  return `${name}-${Array.from({ length: 12 }, pick).join("")}/+ ${Array.from({ length: 6 }, pick).join("")}`;
}

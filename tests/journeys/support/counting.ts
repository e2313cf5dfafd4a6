const WORDS = "harbour lantern sounding quay naïve façade Ærø København Łódź пристань λιμάνι 港 🌊 it's".split(" ");

/** A text of so many words in lines of various length, the same for the same number; it ends with a line end. */
export function text(words: number): string {
  let state = words;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const lines: string[] = [];
  let line: string[] = [];
  for (let index = 0; index < words; index += 1) {
    line.push(WORDS[next(WORDS.length)] ?? "");
    if (next(10) === 0) {
      lines.push(line.join(next(2) ? " " : "  "));
      line = [];
    }
  }
  return `${[...lines, line.join(" ")].join("\n")}\n`;
}

/** What is in a text. */
export interface Count {
  lines: number;
  words: number;
  characters: number;
  bytes: number;
}

/** Counts a text without any help of the server's. */
export function count(body: string): Count {
  return {
    lines: body.split("\n").length - 1,
    words: body.split(/\s+/u).filter(Boolean).length,
    characters: [...body].length,
    bytes: Buffer.byteLength(body, "utf8"),
  };
}

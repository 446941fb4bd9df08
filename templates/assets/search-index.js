// Reads the index of the search: pieces of pairs of characters and of texts. What is in them, and how a word is found by
// its pairs, is told in src/search/. Knows nothing of the page; whoever calls says how a piece is loaded.
(() => {
  "use strict";
  // The spelling in which texts are searched, the same as in src/search/normal.rs.
  const JOINS = /^[\p{M}\uff9e\uff9f\u1160-\u11ff]$/u;
  const within = (...ranges) => (code) => ranges.some(([from, to]) => code >= from && code <= (to ?? from));
  const isJapanese = within([0x4e00, 0x9fff], [0x2e80, 0x30ff], [0x31f0, 0x31ff], [0x3400, 0x4dbf], [0xf900, 0xfaff], [0x20000, 0x3ffff]);
  const isSpace = within([0x20], [0x9, 0xd], [0x85], [0xa0], [0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f], [0x205f], [0x3000]);
  const isUnseen = within([0, 0x1f], [0x7f, 0x9f], [0xad], [0x200b, 0x200f], [0x202a, 0x202e], [0x2060, 0x2064], [0xfe00, 0xfe0f], [0xfeff], [0xe0100, 0xe01ef]);
  const isSettled = (code) => code >= 0x3041 && code <= 0x3096 || code >= 0x4e00 && code <= 0x9fff || code >= 0x30a1 && code <= 0x30fa || code === 0x3001 || code === 0x3002;
  const ALIKE = new Map();
  for (const [marks, mark] of [["\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"], ["\u301c", "~"], ["\u2018\u2019", "'"], ["\u201c\u201d", '"'], ["ς", "σ"]]) {
    for (const c of marks) ALIKE.set(c, mark);
  }
  // Characters in that spelling, and the part of the line that each stands for.
  const spell = (line) => {
    const chars = [];
    const from = [];
    const to = [];
    let last = 0;
    let space = false;
    const push = (c, code, start, end) => {
      if (isSpace(code)) { space = true; return; }
      if (isUnseen(code)) return;
      if (space && last && !(isJapanese(last) && isJapanese(code))) { chars.push(" "); from.push(start); to.push(start); }
      space = false;
      last = code;
      chars.push(c);
      from.push(start);
      to.push(end);
    };
    for (let start = 0, end = 0; start < line.length; start = end) {
      const code = line.codePointAt(start);
      end = start + (code > 0xffff ? 2 : 1);
      let next = line.codePointAt(end) ?? 0;
      while (next >= 0x300 && !isSettled(next) && JOINS.test(String.fromCodePoint(next))) {
        end += next > 0xffff ? 2 : 1;
        next = line.codePointAt(end) ?? 0;
      }
      if (end === start + 1 && (code < 0x80 || isSettled(code))) {
        push(code < 0x80 ? line[start].toLowerCase() : line[start], code, start, end);
        continue;
      }
      for (const c of line.slice(start, end).normalize("NFKC").toLowerCase()) {
        const alike = ALIKE.get(c) ?? c;
        push(alike, alike.codePointAt(), start, end);
      }
    }
    return { chars, from, to };
  };
  const normal = (line) => spell(line).chars.join("");
  // What stands between spaces, or between quotation marks with the spaces in it.
  const words = (query) => {
    const parts = query.split(/["“”＂]/).flatMap((part, at) => at % 2 ? [part] : part.split(/[\s\x85]/));
    return [...new Set(parts.map(normal).filter(Boolean))];
  };
  // The parts of a line that are one of the words: `[[from, to], …]`, ascending and apart.
  const marks = (line, words) => {
    const { chars, from, to } = spell(line);
    const text = chars.join("");
    // A place in the text is a place among the characters, unless some take two units.
    const index = text.length === chars.length ? null : chars.flatMap((c, at) => Array(c.length).fill(at));
    const place = (unit) => index ? index[unit] : unit;
    const found = [];
    for (const word of words) {
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        found.push([from[place(at)], to[place(at + word.length - 1)]]);
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    const apart = [];
    for (const [start, end] of found) {
      const last = apart.at(-1);
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else apart.push([start, end]);
    }
    return apart;
  };

  const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  const VALUES = new Uint8Array(128);
  for (let at = 0; at < 64; at += 1) VALUES[DIGITS.charCodeAt(at)] = at;
  const numbers = (text) => {
    const found = [];
    let number = 0;
    let shift = 0;
    for (let at = 0; at < text.length; at += 1) {
      const digit = VALUES[text.charCodeAt(at)];
      number |= (digit & 31) << shift;
      shift += 5;
      if (digit < 32) { found.push(number); number = 0; shift = 0; }
    }
    return found;
  };
  // Both are ascending.
  const both = (a, b) => {
    const found = [];
    for (let i = 0, j = 0; i < a.length && j < b.length;) {
      if (a[i] === b[j]) { found.push(a[i]); i += 1; j += 1; } else if (a[i] < b[j]) i += 1; else j += 1;
    }
    return found;
  };
  const isBefore = (a, b) => {
    const [x, y] = [[...a], [...b]];
    const first = x[0].codePointAt() - y[0].codePointAt();
    return (first || x[1].codePointAt() - y[1].codePointAt()) < 0;
  };
  // The last one of an ascending list of which something is not true.
  const before = (length, isAfter) => {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(middle)) high = middle; else low = middle + 1;
    }
    return low - 1;
  };
  const WORD = /^[\p{Alphabetic}\p{N}]$/u;
  // Candidates this few are looked at as texts instead of taking more pairs of a long word.
  const FEW = 3;

  const volume = (name, contents, load) => {
    const { first, pairs, texts, about } = contents;
    const lengths = numbers(contents.lengths);
    const count = lengths.length / 2;
    const starts = new Uint32Array(count + 1);
    for (let at = 0; at < count; at += 1) starts[at + 1] = starts[at] + lengths[2 * at + 1];
    const firstOf = [];
    for (const [length] of texts) firstOf.push((firstOf.at(-1) ?? 0) + length);
    const passageOf = (place) => before(count + 1, (at) => starts[at] > place);

    const read = new Map();
    const piece = (at) => {
      if (!read.has(at)) {
        read.set(at, load(`${name}/p${at}`, pairs[at]).then(({ k, p }) => {
          const places = p.split(" ");
          const lines = new Map();
          let next = 0;
          for (const line of k.split("\n")) {
            const [first, ...seconds] = /[\ud800-\udfff]/.test(line) ? line : [line[0]];
            const rest = seconds.length ? seconds : line.slice(1);
            lines.set(first, { rest, at: next });
            next += rest.length;
          }
          return { places, lines };
        }));
        read.get(at).catch(() => read.delete(at));
      }
      return read.get(at);
    };
    const pieceOf = (pair) => before(first.length, (at) => isBefore(pair, first[at]));
    const decoded = (text) => {
      const found = numbers(text);
      for (let at = 1; at < found.length; at += 1) found[at] += found[at - 1];
      return found;
    };
    const pair = async (a, b) => {
      const at = pieceOf(a + b);
      const { places, lines } = at < 0 ? { lines: new Map() } : await piece(at);
      const line = lines.get(a);
      const second = line ? line.rest.indexOf(b) : -1;
      return second < 0 ? [] : decoded(places[line.at + second]);
    };
    const single = async (c) => {
      const from = Math.max(0, pieceOf(c + "\0"));
      const to = pieceOf(c + "\u{10ffff}");
      const pieces = [];
      for (let at = from; at <= to; at += 1) pieces.push(piece(at));
      const found = [];
      for (const { places, lines } of await Promise.all(pieces)) {
        const { rest, at } = lines.get(c) ?? { rest: "", at: 0 };
        for (const text of places.slice(at, at + rest.length)) for (const place of decoded(text)) found.push(place);
      }
      // A letter at the end of a word stands in two pairs.
      return found.sort((x, y) => x - y).filter((place, at, all) => place !== all[at - 1]);
    };
    // Where a word begins. Where a few candidates were left, they are not sure: their texts will tell.
    // Three pairs are all of most words. Whoever is sparing takes a second one only where the first one stands at all.
    const places = async (chars, isSparing) => {
      if (chars.length === 1) return { starts: await single(chars[0]), sure: true };
      const last = chars.length - 2;
      const offsets = [0, last];
      for (let at = 2; at < last; at += 2) offsets.push(at);
      const startsAt = async (offset) => {
        const found = await pair(chars[offset], chars[offset + 1]);
        return offset ? found.map((place) => place - offset).filter((place) => place >= 0) : found;
      };
      const atOnce = isSparing ? 1 : 3;
      let [found, ...others] = await Promise.all([...new Set(offsets.slice(0, atOnce))].map(startsAt));
      for (const other of others) found = both(found, other);
      for (let at = atOnce; at < offsets.length && found.length; at += 1) {
        if (at > 2 && new Set(found.map(passageOf)).size <= FEW) return { starts: found, sure: false };
        found = both(found, await startsAt(offsets[at]));
      }
      return { starts: found, sure: true };
    };
    const isOfLetters = (chars) => [chars[0], chars.at(-1)].every((c) => WORD.test(c) && !isJapanese(c.codePointAt()));
    // Of the places that are found those where the word stands by itself.
    const whole = async (chars, finding) => {
      if (!isOfLetters(chars)) return [];
      const end = chars.length - 1;
      const [{ starts: found }, begins, ends] = await Promise.all([finding, pair("A", chars[0]), pair(chars.at(-1), "Z")]);
      const standing = both(found, begins).map((place) => place + end);
      return both(standing, ends).map((place) => place - end);
    };
    const text = async (passage) => {
      const at = before(firstOf.length, (at) => firstOf[at] > passage) + 1;
      const rows = await load(`${name}/t${at}`, texts[at][1]);
      return rows[passage - (at ? firstOf[at - 1] : 0)];
    };
    const says = async (passage, word) => {
      const [, heading, lines] = await text(passage);
      return [heading, ...lines.split("\n")].some((line) => normal(line).includes(word));
    };

    // The passages that hold all words, or, where no passage does, those with some of the words of a document that has all.
    // It is on request that less is loaded: without what tells whole words, or pair after pair.
    const find = async (words, { isWhole = true, isSparing = false } = {}) => {
      const all = new Map();
      await Promise.all(words.map(async (word, number) => {
        const chars = [...word];
        const finding = places(chars, isSparing);
        const [{ starts: found, sure }, alone] = await Promise.all([finding, isWhole ? whole(chars, finding) : []]);
        const standing = new Set(alone);
        const seen = new Map();
        let passage = -1;
        for (const place of found) {
          if (passage < 0 || place >= starts[passage + 1]) passage = passageOf(place);
          const hit = seen.get(passage) ?? { count: 0, heading: 0, whole: 0 };
          hit.count += 1;
          if (place < starts[passage] + lengths[2 * passage]) hit.heading = 1;
          if (standing.has(place)) hit.whole = 1;
          seen.set(passage, hit);
        }
        for (const [passage, hit] of seen) {
          if (!sure && !await says(passage, word)) continue;
          const known = all.get(passage) ?? { passage, words: new Set(), count: 0, heading: 0, whole: 0 };
          known.words.add(number);
          for (const kind of ["count", "heading", "whole"]) known[kind] += hit[kind];
          all.set(passage, known);
        }
      }));
      const exact = [...all.values()].filter((hit) => hit.words.size === words.length);
      if (exact.length || words.length < 2 || !about.documents) return { hits: exact, apart: false };
      const documents = new Map();
      for (const hit of all.values()) {
        const at = documentOf(hit.passage);
        if (!documents.has(at)) documents.set(at, []);
        documents.get(at).push(hit);
      }
      const some = [...documents.values()].filter((hits) => new Set(hits.flatMap((hit) => [...hit.words])).size === words.length);
      return { hits: some.flat(), apart: some.length > 0 };
    };
    const ends = [];
    for (const [, , length] of about.documents ?? []) ends.push((ends.at(-1) ?? 0) + length);
    const documentOf = (passage) => before(ends.length, (at) => ends[at] > passage) + 1;
    // Begins to load the pairs that a word will be looked for by.
    const expect = (words) => {
      for (const chars of words.map((word) => [...word])) {
        if (chars.length > 1) for (const at of new Set([0, chars.length - 2])) pair(chars[at], chars[at + 1]).catch(() => {});
      }
    };
    return { name, about, find, expect, text, documentOf, count };
  };

  // What is found first: in headings, then whole words, then often, then in the order of the text (or the newest).
  const rank = (newestFirst) => (a, b) => b.words.size - a.words.size || b.heading - a.heading
    || (newestFirst ? b.passage - a.passage : b.whole - a.whole || b.count - a.count || a.passage - b.passage);

  globalThis.teigenSearch = { normal, words, marks, volume, rank };
})();

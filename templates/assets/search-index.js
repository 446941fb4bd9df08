// Reads the index of the search: pieces of pairs of characters and of texts. What is in them, and how a word is found by
// its pairs, is told in src/search/. Knows nothing of the page; whoever calls says how a piece is loaded.
(() => {
  "use strict";
  // The spelling in which texts are searched, the same as in src/search/normal.rs.
  const CLUSTER = /[^][\p{M}\uff9e\uff9f\u1160-\u11ff]*/gu;
  const SPACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
  const UNSEEN = /^[\0-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]$/u;
  const JAPANESE = /^[\u2e80-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]$/u;
  const ALIKE = new Map([["‐-―−", "-"], ["〜", "~"], ["‘’", "'"], ["“”", '"'], ["ς", "σ"]].map(([from, to]) => [new RegExp(`[${from}]`, "g"), to]));
  const fold = (cluster) => {
    if (cluster.length === 1 && JAPANESE.test(cluster) && cluster < "\ua000" && cluster > "\u3040") return cluster;
    let folded = cluster.normalize("NFKC").toLowerCase();
    for (const [marks, mark] of ALIKE) folded = folded.replace(marks, mark);
    return folded;
  };
  // Characters in that spelling, and the part of the line that each stands for.
  const spell = (line) => {
    const chars = [];
    const from = [];
    const to = [];
    let space = false;
    const push = (c, start, end) => { chars.push(c); from.push(start); to.push(end); };
    for (const { 0: cluster, index } of line.matchAll(CLUSTER)) {
      for (const c of fold(cluster)) {
        if (SPACE.test(c)) { space = true; continue; }
        if (UNSEEN.test(c)) continue;
        const last = chars.at(-1);
        if (space && last !== undefined && !(JAPANESE.test(last) && JAPANESE.test(c))) push(" ", index, index);
        space = false;
        push(c, index, index + cluster.length);
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
          const keys = new Map();
          let next = 0;
          for (const line of k.split("\n")) {
            const [head, ...rest] = line;
            for (const second of rest) keys.set(head + second, places[next++]);
          }
          return keys;
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
      const text = at < 0 ? undefined : (await piece(at)).get(a + b);
      return text === undefined ? [] : decoded(text);
    };
    const single = async (c) => {
      const from = Math.max(0, pieceOf(c + "\0"));
      const to = pieceOf(c + "\u{10ffff}");
      const pieces = [];
      for (let at = from; at <= to; at += 1) pieces.push(piece(at));
      const found = [];
      for (const keys of await Promise.all(pieces)) {
        for (const [key, text] of keys) if (key.startsWith(c)) for (const place of decoded(text)) found.push(place);
      }
      return found.sort((x, y) => x - y);
    };
    // Where a word begins. Where a few candidates were left, they are not sure: their texts will tell.
    const places = async (chars) => {
      if (chars.length === 1) return { starts: await single(chars[0]), sure: true };
      const last = chars.length - 2;
      const offsets = [0, last];
      for (let at = 2; at < last; at += 2) offsets.push(at);
      const startsAt = async (offset) => {
        const found = await pair(chars[offset], chars[offset + 1]);
        return offset ? found.map((place) => place - offset).filter((place) => place >= 0) : found;
      };
      let [found, ...others] = await Promise.all([...new Set(offsets.slice(0, 2))].map(startsAt));
      for (const other of others) found = both(found, other);
      for (let at = 2; at < offsets.length && found.length; at += 1) {
        if (at > 2 && new Set(found.map(passageOf)).size <= FEW) return { starts: found, sure: false };
        found = both(found, await startsAt(offsets[at]));
      }
      return { starts: found, sure: true };
    };
    // Of these places those where the word stands by itself.
    const whole = async (chars, found) => {
      if (!WORD.test(chars[0]) || JAPANESE.test(chars[0]) || JAPANESE.test(chars.at(-1)) || !WORD.test(chars.at(-1)) || !found.length) return [];
      const begins = both(found, await pair("A", chars[0]));
      if (!begins.length) return [];
      const end = chars.length - 1;
      return both(begins.map((place) => place + end), await pair(chars.at(-1), "Z")).map((place) => place - end);
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
    const find = async (words) => {
      const all = new Map();
      await Promise.all(words.map(async (word, number) => {
        const chars = [...word];
        const { starts: found, sure } = await places(chars);
        const standing = new Set(await whole(chars, found));
        const seen = new Map();
        for (const place of found) {
          const passage = passageOf(place);
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
    return { name, about, find, text, documentOf, count };
  };

  // What is found first: in headings, then whole words, then often, then in the order of the text (or the newest).
  const rank = (newestFirst) => (a, b) => b.words.size - a.words.size || b.heading - a.heading
    || (newestFirst ? b.passage - a.passage : b.whole - a.whole || b.count - a.count || a.passage - b.passage);

  globalThis.teigenSearch = { normal, words, marks, volume, rank };
})();

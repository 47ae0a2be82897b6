// Words of the search: how a text is folded, parted, marked and shortened, as generator/search/tokens.py does it. Pure.
//
//   terms(text)           [{term, at, run, from, to}]: the terms in their order; `at` counts places, `run` tells a pair of signs of
//                         a script without spaces (or its last sign alone), from and to are positions in the text itself
//   fold(text)            the text as words are compared
//   same(name)            what makes spellings of a name one
//   marks(text, wanted)   where terms of the map `wanted` (term → number of the word) stand, as [from, to, number]
//   passage(text, marks, room, shown)   {text, marks, fresh}: about `room` signs where the most words are that are not shown yet
//                         (fresh: their numbers), marks joined to [from, to]
"use strict";

const storyWords = (() => {
  const LONGEST = 64;
  // Letters that readers type as others, and that Unicode does not take apart.
  const PAIRS = "æae œoe øo łl đd ðd þth ħh ŋn ŧt əe ɛe ɔo ɨi ɓb ɗd ƙk ĸk ґг ٱا ىي یي کك ةه";
  const LETTERS = new Map(PAIRS.split(" ").map((pair) => [pair[0], pair.slice(1)]));
  // The ranges of tokens.py: scripts that are parted into pairs, marks that make no difference, signs that are not seen.
  const RUNS = "[\\u0e01-\\u0fff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u1950-\\u19df\\u1a20-\\u1aaf\\u1b00-\\u1b7f\\u2e80-\\u2fdf" +
    "\\u3005-\\u4dbf\\u4e00-\\u9fff\\ua000-\\ua4cf\\ua960-\\ua9ff\\uaa60-\\uaa7f\\uac00-\\ud7ff\\uf900-\\ufaff\\u{1b000}-\\u{1b16f}" +
    "\\u{20000}-\\u{3ffff}]";
  const ACCENT = /(?=\p{M})[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711-\u074a\u0898-\u089f\u08ca-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\u{e0100}-\u{e01ef}]/u;
  const SILENT = /[\u00ad\u0600-\u0605\u061c\u0640\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}]/u;
  // Letters that are typed as apostrophes part words, as those do.
  const APART = /[^\p{L}\p{N}\p{M}]|[\u02b9-\u02bf]/u;
  const WORD = new RegExp(`(${RUNS}+)|(?:(?!${RUNS})[a-z0-9\\x80-\\u{10ffff}])+`, "gu");
  const PLAIN = /^[\0-\x7f]*$/;
  // Folded at a time: plain text, or one sign and what is written upon it (more than this is no writing).
  const UNIT = /[\0-\x7f]+|[^\0-\x7f][\p{M}\u1160-\u11ff\uff9e-\uffdc]{0,32}/gu;

  const known = new Map();

  function foldUnit(unit) {
    if (PLAIN.test(unit)) return unit.toLowerCase();
    let folded = known.get(unit);
    if (folded === undefined) {
      folded = "";
      for (const sign of unit.normalize("NFKD").replace(/([иИ])\u0306/g, (_, letter) => (letter === "и" ? "й" : "Й"))) {
        if (SILENT.test(sign) || ACCENT.test(sign)) continue;
        if (APART.test(sign)) folded += " ";
        // Down, up and down again is how ß becomes ss, and both small sigmas one.
        else for (const small of sign.toLowerCase().toUpperCase().toLowerCase()) folded += LETTERS.get(small) ?? small;
      }
      folded = folded.normalize("NFC");
      if (known.size > 20000) known.clear();
      known.set(unit, folded);
    }
    return folded;
  }

  // The folded text, and where the text of each of its positions begins and ends.
  function traced(text) {
    if (PLAIN.test(text)) return { folded: text.toLowerCase(), starts: null, ends: null };
    const starts = [], ends = [];
    let folded = "";
    for (const { 0: unit, index } of text.matchAll(UNIT)) {
      const plain = PLAIN.test(unit), piece = foldUnit(unit);
      // Accents behind a plain letter belong to it.
      if (!piece && ends.length) ends[ends.length - 1] = index + unit.length;
      for (let i = 0; i < piece.length; i++) {
        starts.push(plain ? index + i : index);
        ends.push(plain ? index + i + 1 : index + unit.length);
      }
      folded += piece;
    }
    // Signs that go together across units, which moves what follows: rare, and then nothing is marked there.
    const whole = folded.normalize("NFC");
    return whole === folded ? { folded, starts, ends } : { folded: whole, starts: starts.slice(0, whole.length), ends: ends.slice(0, whole.length) };
  }

  function terms(text) {
    const { folded, starts, ends } = traced(text), found = [];
    let at = 0;
    const add = (term, run, from, to) => found.push({ term, run, at: at++, from: starts ? starts[from] : from, to: ends ? ends[to - 1] : to });
    for (const { 0: word, 1: run, index } of folded.matchAll(WORD)) {
      if (!run) {
        add(word.length > LONGEST ? [...word].slice(0, LONGEST).join("") : word, false, index, index + word.length);
        continue;
      }
      const signs = [...run];
      for (let i = 0, from = index; i < signs.length; from += signs[i++].length) {
        const pair = signs[i] + (signs[i + 1] ?? "");
        add(pair, true, from, from + pair.length);
      }
    }
    return found;
  }

  const same = (name) => name.normalize("NFKC").toUpperCase().toLowerCase().replace(/[-\s]+/g, " ").trim() || name;

  const marks = (text, wanted) => terms(text).filter(({ term }) => wanted.has(term)).map(({ term, from, to }) => [from, to, wanted.get(term)]);

  // Marks that overlap become one: [from, to].
  function joined(marks) {
    const whole = [];
    for (const [from, to] of marks) {
      const last = whole[whole.length - 1];
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else whole.push([from, to]);
    }
    return whole;
  }

  // The start of the stretch of `room` signs that holds the most different words, tried at the first hundred marks.
  function densest(marks, room) {
    const held = (start) => new Set(marks.filter(([from, to]) => from >= start && to <= start + room).map((mark) => mark[2])).size;
    const counts = marks.slice(0, 100).map(([from]) => held(from));
    return marks.length ? marks[counts.indexOf(Math.max(...counts))][0] : 0;
  }

  // Where to cut near `at`: the first space on the way to `limit`, else between two signs.
  function gap(text, at, limit, way) {
    for (let i = at; i !== limit; i += way) if (/\s/.test(text[i])) return i;
    while (at > 0 && at < text.length && /^[\udc00-\udfff]|^[\p{M}\u200d]/u.test(text.slice(at, at + 2))) at--;
    return at;
  }

  function passage(text, marks, room, shown = new Set()) {
    const wanted = marks.filter((mark) => !shown.has(mark[2])), whole = text.length <= room * 1.2;
    const lead = room >> 2, start = whole ? 0 : densest(wanted, room - lead);
    const from = start <= lead ? 0 : gap(text, start - lead, start, 1);
    const to = whole || from + room >= text.length ? text.length : gap(text, from + room, from + lead * 3, -1);
    const body = text.slice(from, to), cut = body.trimStart(), before = from > 0 ? "… " : "", after = to < text.length ? " …" : "";
    const shift = before.length - from - (body.length - cut.length), inside = ([a, b]) => b > from && a < to;
    return {
      text: before + cut.trimEnd() + after,
      marks: joined(marks.filter(inside)).map(([a, b]) => [Math.max(a, from) + shift, Math.min(b, to) + shift]),
      fresh: new Set(wanted.filter(inside).map((mark) => mark[2])),
    };
  }

  const fold = (text) => traced(text).folded;

  return Object.freeze({ terms, fold, same, marks, passage });
})();

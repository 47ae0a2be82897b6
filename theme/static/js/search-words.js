// Words of the search: how a text is folded, parted, marked and shortened. Pure; knows neither page nor data.
//
//   words(text)         the folded words of a text; case, accents and widths make no difference ("Straße" gives "strasse")
//   haystack(texts)     those of all texts as one string, in which needle(word) stands wherever the word matches: at the start
//                       of a word, or anywhere in a run of a script that has no spaces between words
//   marks(text, words)  where the words match, as [from, to, number of the word], in positions of the text itself
//   passage(text, marks, room, shown)   {text, marks, fresh}: about `room` signs where the most words are that are not shown yet
//                       (fresh: their numbers), marks joined to [from, to]
"use strict";

const storyWords = (() => {
  // Letters that readers type as others, and that Unicode does not take apart.
  const PAIRS = "æae œoe øo łl đd ðd þth ħh ŋn ŧt əe ɛe ɔo ɨi ɓb ɗd ƙk ĸk ґг ٱا ىي یي کك ةه";
  const LETTERS = new Map(PAIRS.split(" ").map((pair) => [pair[0], pair.slice(1)]));
  // Accents and vowel points go. The vowel signs of India and south-east Asia and the voicing of kana stay: they are letters.
  const ACCENT = /(?![\u3099\u309a])\p{M}/u;
  const ACCENTED = /[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}]/u;
  // Signs that are not seen, and the stroke that only stretches an Arabic word.
  const SILENT = /[\p{Cf}\p{DI}\u0640]/u;
  // Letters that are typed as apostrophes part words, as those do.
  const APART = /[^\p{L}\p{N}\p{M}]|[\u02b9-\u02bf]/gu;
  // Scripts that leave no space between words, or, as the Korean, glue words together.
  const SCRIPTS = "Hani Hira Kana Hang Bopo Yiii Thai Laoo Khmr Mymr Tibt Tale Talu Lana".split(" ");
  const RUNS = `[${SCRIPTS.map((script) => `\\p{sc=${script}}`).join("")}\\u30fc\\u3099\\u309a]`;
  const RUN = new RegExp(RUNS, "u");
  const WORD = new RegExp(`${RUNS}+|(?:(?!${RUNS})[\\p{L}\\p{N}\\p{M}])+`, "gu");
  const PLAIN = /^[\0-\x7f]*$/;
  const PLAIN_WORD = /[a-z0-9]+/g;
  // Folded at a time: plain text, or one sign and the marks upon it (more of them than this are no writing).
  const UNIT = /[\0-\x7f]+|[^\0-\x7f]\p{M}{0,32}/gu;

  const known = new Map();

  function foldUnit(unit) {
    if (PLAIN.test(unit)) return unit.toLowerCase();
    let folded = known.get(unit);
    if (folded === undefined) {
      folded = "";
      for (const sign of unit.normalize("NFKD")) {
        if (SILENT.test(sign) || (ACCENT.test(sign) && ACCENTED.test(sign))) continue;
        // Down, up and down again is how ß becomes ss, and both small sigmas one.
        for (const small of sign.toLowerCase().toUpperCase().toLowerCase()) folded += LETTERS.get(small) ?? small;
      }
      folded = folded.replace(APART, " ");
      if (known.size > 20000) known.clear();
      known.set(unit, folded);
    }
    return folded;
  }

  const fold = (text) => (PLAIN.test(text) ? text.toLowerCase() : text.replace(UNIT, foldUnit));

  function words(text) {
    const folded = fold(text);
    return folded.match(PLAIN.test(folded) ? PLAIN_WORD : WORD) ?? [];
  }

  const needle = (word) => (RUN.test(word) ? word : ` ${word}`);

  const haystack = (texts) => texts.map((text) => words(text).map((word) => ` ${word}`).join("")).join("");

  // The folded text, and where the text of each of its positions begins and ends.
  function traced(text) {
    const starts = [], ends = [];
    let folded = "";
    for (const { 0: unit, index } of text.matchAll(UNIT)) {
      const plain = PLAIN.test(unit), piece = foldUnit(unit);
      // Accents behind a plain letter belong to it.
      if (!piece && ACCENT.test(unit) && ends.length) ends[ends.length - 1] = index + unit.length;
      for (let i = 0; i < piece.length; i++) {
        starts.push(plain ? index + i : index);
        ends.push(plain ? index + i + 1 : index + unit.length);
      }
      folded += piece;
    }
    return { folded, starts, ends };
  }

  function marks(text, words) {
    const { folded, starts, ends } = traced(text);
    const found = [], inside = words.map((word) => RUN.test(word));
    const add = (at, word, number) => found.push([starts[at], ends[at + word.length - 1], number]);
    for (const { 0: run, index } of folded.matchAll(WORD)) {
      words.forEach((word, number) => {
        if (!inside[number]) return void (run.startsWith(word) && add(index, word, number));
        for (let at = run.indexOf(word); at >= 0; at = run.indexOf(word, at + word.length)) add(index + at, word, number);
      });
    }
    return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  }

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

  return Object.freeze({ words, needle, haystack, marks, passage });
})();

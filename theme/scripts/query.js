// What is typed, as a question: storyQuery.parse(text). Pure.
//
//   words     [{terms, from, to}]: the terms of one typed word, which must all be there, and its positions in the text
//   phrases   [[term]]: terms that must stand in places that differ as their `at` do
//   not       [{terms}|{phrase}]
//             a term is {term, run, begins, at}; `begins`: its beginning is enough, for it is unfinished, or one sign of a run
//   filters   {outlet: [name], …}, from, to: days as YYYY-MM-DD, both inclusive, or ""
//   notes     "long": the end was left away; "empty": there was text, and nothing in it to search for;
//             "short": a beginning that is too short to be searched as one
//   odd       what looks like a filter, and is none
// Its facets are declared in generator/search/fields.py; `make scripts` puts their names here.
"use strict";

const storyQuery = (() => {
  const SIGNS = 1000, WORDS = 32;
  const SHORT = 3;              // signs from which on a beginning is enough
  const FACETS = "FACET_NAMES".split(" ");
  const PART = /(-?)(?:(\p{L}+):)?(?:"([^"]*)("?)|(\S+))/gu;

  // A day, a month or a year: its first day, and the day behind its last one.
  function period(text) {
    const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
    const date = (...parts) => new Date(Date.UTC(...parts)).toISOString().slice(0, 10);
    if (!year || month > 12 || month < 1 || day < 1) return null;
    const first = date(+year, (month ?? 1) - 1, +(day ?? 1));
    if (day && first.slice(8) !== day) return null;
    return [first, date(+year + !month, (month ?? 1) - 1 + !(!month || day), +(day ?? 1) + !!day)];
  }

  const before = (day) => new Date(Date.parse(day) - 864e5).toISOString().slice(0, 10);

  // Of a run of signs the pairs; its last sign alone says nothing more, unless there is no other, and then begins what it finds.
  const sought = (text) => storyWords.terms(text)
    .filter(({ run, to }, i, all) => !run || all[i - 1]?.to !== to)
    .map((one) => ({ ...one, begins: one.run && [...one.term].length === 1 }));

  function parse(whole) {
    const question = { words: [], phrases: [], not: [], filters: {}, from: "", to: "", notes: [], odd: [] };
    const text = whole.slice(0, SIGNS);
    let count = 0, long = whole.length > SIGNS;
    const within = (terms) => {
      count += terms.length;
      long ||= count > WORDS;
      return terms.length > 0 && count <= WORDS;
    };
    for (const { 0: part, 1: minus, 2: name, 3: quoted, 5: bare, index } of text.replace(/[“”„«»]/g, '"').matchAll(PART)) {
      const field = name?.toLowerCase(), value = quoted ?? bare;
      if (FACETS.includes(field)) {
        if (minus || !value.trim()) question.odd.push(part);
        else (question.filters[field] ??= []).push(value.trim());
      } else if (field === "before" || field === "after") {
        const [first, next] = period(value) ?? [];
        if (minus || !first) question.odd.push(part);
        else if (field === "after") question.from = question.from > next ? question.from : next;
        else question.to = question.to && question.to < first ? question.to : before(first);
      } else if (quoted !== undefined) {
        const phrase = sought(quoted);
        if (name) question.odd.push(part);
        else if (within(phrase)) minus ? question.not.push({ phrase }) : question.phrases.push(phrase);
      } else {
        const terms = sought(name ? `${name}:${bare}` : bare), end = terms[terms.length - 1];
        if (!within(terms)) continue;
        if (minus) question.not.push({ terms });
        else question.words.push({ terms, from: index, to: index + part.length });
        if (minus || index + part.length < whole.length) continue;
        if (end.run || end.term.length >= SHORT) end.begins = true;
        else question.notes.push("short");
      }
    }
    if (long) question.notes.push("long");
    if (whole.trim() && !count && !question.odd.length && !question.from && !question.to && !Object.keys(question.filters).length) question.notes.push("empty");
    return question;
  }

  return Object.freeze({ parse });
})();

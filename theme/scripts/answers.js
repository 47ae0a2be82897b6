// The half of the search that answers: which stories, in which order, and how many. It draws nothing; page.js asks.
//
// storyArchive.ask(query, tell) calls tell(answer) whenever more is known, until the answer is complete or another question is
// asked; storyArchive.collect(most, progress) gives the rows of all stories that were found. Every word must stand in a story, in
// any form, or at the end of the question begin one of its words; a choice matches any of its names, choices of two kinds must
// both match; stories are ranked by BM25 over all of the index.
//   query   {text, filters, from, to, sort, show, counts, all}
//   answer  {complete, ready, total, stories, hits, counts, months, undated, words, notes, odd, near, missing, changed}
//   hit     {address, title, day, dated, places, reported, captured, parts, passages}
// `make scripts` puts the names of the index's columns and facets in place of the words in capitals with an underscore: build.py.
"use strict";

const storyArchive = (() => {
  const SIGN = { FACET_SIGNS };
  const PARTS = ["left", "center", "right", "unrated", "unstated", "missing"];
  const ROOM = 240, PASSAGES = 3;
  const LOWEST = 0.15, LEVELS = 64;
  const NEAR = 3;             // suggestions
  // Of each step the term's frequency as a part of what saturates it.
  const SHARES = Array.from({ length: LEVELS }, (_, step) => LOWEST + (step + 0.5) / LEVELS * (1 - LOWEST)).map((share) => share / (1 - share));

  let current = null, question = 0;

  const flat = async (promises) => (await Promise.all(promises)).flat();
  const everywhere = async (look) => (await flat((await storyIndex.open()).segments.map(look))).filter(Boolean);

  const find = (key) => everywhere((segment) => segment.find(key));
  const range = (start) => everywhere((segment) => segment.range(start));
  const listed = (entry) => entry.segment.list(entry);

  // ---- Words

  // The stems of an entry, its own and the others: each as the number of signs that are cut off, and what is put there.
  const stems = ({ key, middle }) => middle.split(";").map((part) => part.split(",").filter(Boolean).map((written) => (
    written[1] === "=" ? written.slice(2) : key.slice(0, key.length - parseInt(written[0], 36)) + written.slice(1))));

  function grouped(found) {
    const forms = new Map();
    for (const entry of found) {
      if (entry.key.endsWith("%")) continue;
      const [own, other = []] = stems(entry), form = forms.get(entry.key) ?? { own: new Set(), other: new Set(), entries: new Set() };
      forms.set(entry.key, form);
      own.forEach((stem) => form.own.add(stem));
      other.forEach((stem) => form.other.add(stem));
      form.entries.add(entry);
    }
    return forms;
  }

  // A word that no story has is one of the longest stem that it begins with.
  async function unseen(term) {
    const start = term.slice(0, Math.max(3, term.length - 5));
    if (term.length <= start.length) return [];
    const known = [...grouped(await range(start)).values()].flatMap(({ own }) => [...own]);
    return known.filter((stem) => term.startsWith(stem) && stem.length >= start.length).sort((a, b) => b.length - a.length).slice(0, 1);
  }

  const meets = (one, other) => [...one].some((stem) => other.has(stem));

  // All forms of a term: {key, entries}.
  async function forms({ term, run, begins }) {
    const found = grouped(await flat([find(term), begins ? range(term) : []])), mine = found.get(term);
    if (run) return found;
    const own = new Set(mine ? mine.own : begins && found.size ? [] : await unseen(term)), all = new Set([...own, ...(mine?.other ?? [])]);
    const around = await flat([...all].map(range));
    // A form that one segment lists counts in all: another may not know that it is one.
    const afar = new Set(around.flatMap(({ key, signs }) => (key.endsWith("%") && all.has(key.slice(0, -1)) ? signs.split(",") : [])));
    const far = await flat([...afar].map(find));
    for (const [key, form] of grouped([...around, ...far])) {
      if (key !== term && (meets(form.own, all) || meets(form.other, own))) found.set(key, form);
    }
    return found;
  }

  // Where a term stands: for each story what its forms weigh together.
  async function weighed(found) {
    const entries = [...found.values()].flatMap(({ entries }) => [...entries]), weights = new Map();
    for (const { stories, steps } of await flat(entries.map(listed))) {
      stories.forEach((story, i) => weights.set(story, (weights.get(story) ?? 0) + SHARES[steps[i]]));
    }
    return weights;
  }

  // The stories in which terms stand side by side, each in one of the entries of its own spelling.
  async function phrase(terms) {
    const found = new Map();
    for (const segment of (await storyIndex.open()).segments) {
      const entries = await flat(terms.map(({ term }) => segment.find(term)));
      if (!entries.every(Boolean)) continue;
      const lists = await flat(entries.map(listed));
      const rows = lists.map(({ stories }) => new Map(stories.map((story, i) => [story, i])));
      const both = lists[0].stories.filter((story) => rows.every((row) => row.has(story)));
      if (!both.length) continue;
      const places = await Promise.all(entries.map((entry) => segment.places(entry)));
      for (const story of both) {
        const sets = places.map((of, i) => new Set(of[rows[i].get(story)]));
        if ([...sets[0]].some((start) => sets.every((set, i) => set.has(start + terms[i].at - terms[0].at)))) found.set(story, true);
      }
    }
    return found;
  }

  // ---- Values

  const written = (name) => storyWords.same(name).replace(/%/g, "%25").replace(/ /g, "%20");

  const valued = (kind, name) => find(`$${SIGN[kind]}${written(name)}`);
  const having = async (kind, name) => flat((await valued(kind, name)).map(async (entry) => (await listed(entry)).stories));

  // In the box a part of a name is enough, where no value has it whole.
  async function named(kind, text) {
    if ((await valued(kind, text)).length) return [text];
    const words = (name) => storyWords.terms(name).map(({ term }) => term), wanted = words(text);
    const fits = (name) => wanted.length && wanted.every((word) => words(name).some((other) => other.startsWith(word)));
    const names = [...(await values(kind, true, true)).found.values()].map(({ name }) => name).filter(fits);
    return names.length ? names : [text];
  }

  // The values of a facet with their stories, the commonest or all.
  async function values(kind, ...asked) {
    const found = new Map();
    let more = 0;
    for (const [number, told] of (await everywhere((segment) => segment.values(SIGN[kind], ...asked))).entries()) {
      more += told.more;
      for (const [name, stories = []] of told.rows) {
        const key = written(name), held = found.get(key);
        // What the largest segment has among its rarer ones cannot be counted here.
        if (!held && number && more) more++;
        else found.set(key, held ? { ...held, stories: held.stories.concat(stories) } : { name, stories });
      }
    }
    return { found, more };
  }

  // ---- An answer

  async function found(asked) {
    const { stories } = await storyIndex.open(), { parsed } = asked;
    const scores = new Float64Array(stories), hits = new Uint16Array(stories), wanted = new Map();
    let needed = 0;
    const count = (weights, idf, number) => {
      needed++;
      for (const [story, weight] of weights) {
        hits[story]++;
        scores[story] += idf * weight / (1 + weight);
      }
      return number;
    };
    const rarity = (weights) => Math.log(1 + (stories - weights.size + 0.5) / (weights.size + 0.5));
    const words = parsed.words.flatMap(({ terms }, number) => terms.map((term) => ({ number, term })));
    const expanded = await flat(words.map(async (word) => {
      const held = await forms(word.term);
      return { word, held, weights: await weighed(held) };
    }));
    asked.found = new Map();
    for (const [number, { word, held, weights }] of expanded.entries()) {
      count(weights, rarity(weights));
      for (const key of held.keys()) wanted.has(key) || wanted.set(key, number);
      asked.found.set(word.number, Math.min(weights.size, asked.found.get(word.number) ?? Infinity));
    }
    for (const terms of parsed.phrases) {
      const where = await phrase(terms), own = terms.map(({ term }) => term);
      needed++;
      for (const story of where.keys()) hits[story]++;
      for (const term of own) {
        const weights = await weighed(grouped(await find(term)));
        for (const [story, weight] of weights) scores[story] += rarity(weights) * weight / (1 + weight);
        wanted.has(term) || wanted.set(term, words.length + wanted.size);
      }
    }
    const out = new Set();
    for (const { terms, phrase: apart } of parsed.not) {
      const lists = apart ? [await phrase(apart)] : await flat(terms.map(async (term) => weighed(await forms(term))));
      for (const story of lists[0].keys()) if (lists.every((list) => list.has(story))) out.add(story);
    }
    const matching = [];
    for (let story = stories - 1; story >= 0; story--) if (hits[story] === needed && !out.has(story)) matching.push(story);
    return { matching, scores, wanted };
  }

  // Of each choice the stories that have any of its names.
  async function chosen({ filters, parsed }) {
    const kinds = Object.keys(SIGN), sets = [];
    for (const kind of kinds) {
      const typed = await flat((parsed.filters[kind] ?? []).map((name) => named(kind, name)));
      for (const names of [filters[kind] ?? [], typed]) {
        if (names.length) sets.push({ kind, typed: names === typed, set: new Set(await flat(names.map((name) => having(kind, name)))) });
      }
    }
    return sets;
  }

  const dayOf = (iso, otherwise) => (iso ? Math.round(Date.parse(`${iso}T00:00Z`) / 864e5) : otherwise);
  const monthOf = (day) => new Date(day * 864e5).toISOString().slice(0, 7);

  function byMonth(days, stories) {
    const counts = new Map();
    let undated = 0;
    for (const story of stories) {
      if (days[story] === -Infinity) undated++;
      else counts.set(monthOf(days[story]), (counts.get(monthOf(days[story])) ?? 0) + 1);
    }
    const known = [...counts.keys()].sort(), months = [];
    // Four hundred years and more are no histogram.
    for (let at = known[0], i = 0; at && at <= known[known.length - 1] && i < 5000; i++) {
      months.push([at, counts.get(at) ?? 0]);
      at = monthOf(Date.parse(`${at}-01T00:00Z`) / 864e5 + 31);
    }
    return { months, undated };
  }

  async function sorted(stories, scores, days, sort) {
    if (sort === "oldest") return [...stories].sort((a, b) => (days[a] === -Infinity) - (days[b] === -Infinity) || a - b);
    if (sort === "covered") {
      const covered = await flat((await storyIndex.open()).segments.map((segment) => segment.file("c", (signs) => {
        const all = storyIndex.numbers(signs);
        if (all.length !== segment.stories) throw all;
        return all;
      })));
      return [...stories].sort((a, b) => covered[b] - covered[a] || b - a);
    }
    return sort === "newest" ? stories : [...stories].sort((a, b) => scores[b] - scores[a] || b - a);
  }

  // ---- Stories

  // Those that show the most words, each bringing one that the others lack; else how the summary begins.
  function passages(wanted, texts) {
    const marked = texts.map(([part, text], order) => ({ part, text, order, marks: storyWords.marks(text, wanted) }));
    const shown = new Set(), chosen = [];
    const cut = ({ part, text, order, marks }) => ({ part, order, ...storyWords.passage(text, marks, ROOM, shown) });
    while (chosen.length < PASSAGES) {
      const best = marked.filter(({ marks }) => marks.length).map(cut).reduce((best, one) => (one.fresh.size > (best?.fresh.size ?? 0) ? one : best), null);
      if (!best) break;
      best.fresh.forEach((number) => shown.add(number));
      chosen.push(best);
    }
    if (!chosen.length && texts[0]?.[0] === "summary") chosen.push(cut(marked[0]));
    return chosen.sort((a, b) => a.order - b.order);
  }

  function hit([STORY_COLUMNS], wanted) {
    const marked = (text) => storyWords.passage(text, storyWords.marks(text, wanted), text.length);
    const as = (part, texts) => texts.map((text) => [part, text]);
    const texts = [
      ...as("summary", summary), ...as("point", points), ...as("view", views),
      ...articles.flatMap(([ARTICLE_COLUMNS]) => (title ? [["article", title]] : [])),
      ...articles.flatMap(([ARTICLE_COLUMNS]) => as("excerpt", excerpt ?? [])), ...as("topic", topics),
      ...articles.flatMap(([ARTICLE_COLUMNS]) => (outlet ? [["outlet", outlet]] : [])), ...as("note", notes),
      ...articles.flatMap(([ARTICLE_COLUMNS]) => as("text", text ?? [])),
    ];
    return {
      address, title: title === null ? null : marked(title), day, dated: Boolean(dated), places: places.map(marked), reported, captured,
      parts: parts.map(([part, count]) => [PARTS[part], count]), passages: passages(wanted, texts),
    };
  }

  function row([STORY_COLUMNS]) {
    const outlets = [...new Set(articles.map(([ARTICLE_COLUMNS]) => outlet).filter(Boolean))];
    return { title, date: day, dated: Boolean(dated), address, places, topics, outlets, reported, captured, summary: summary.join("\n\n") };
  }

  // ---- Spellings

  // How many signs must change, move or go to make one word of the other, if they are few.
  function apart(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = null, row = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (let i = 1; i <= one.length; i++) {
      const next = [i];
      for (let j = 1; j <= other.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] !== other[j - 1]));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], before[j - 2] + 1);
      }
      if (Math.min(...next) > most) return most + 1;
      [before, row] = [row, next];
    }
    return row[other.length];
  }

  async function near({ text, parsed, found }) {
    const missed = parsed.words.filter(({ terms }, number) => terms.length === 1 && !found.get(number));
    if (!missed.length) return [];
    const known = new Map();
    const read = ([heads, counts]) => {
      const all = storyIndex.numbers(counts);
      return storyIndex.names(heads).map(([word], i) => [word, all[i]]);
    };
    for (const [word, count] of await everywhere((segment) => segment.file("w", read))) known.set(word, Math.max(known.get(word) ?? 0, count));
    const spelled = missed.map(({ terms: [{ term }], from, to }) => {
      const most = term.length < 5 ? 1 : 2, close = [];
      for (const [word, count] of known) {
        const distance = apart(term, word, most);
        if (distance <= most) close.push({ word, distance, count, alike: word[0] === term[0] });
      }
      close.sort((a, b) => a.distance - b.distance || b.alike - a.alike || b.count - a.count || (a.word < b.word ? -1 : 1));
      return { from, to, words: close.slice(0, NEAR).map(({ word }) => word) };
    });
    const most = Math.max(...spelled.map(({ words }) => words.length));
    const whole = (n) => spelled.reduceRight((text, { from, to, words }) => (
      words.length ? text.slice(0, from) + words[Math.min(n, words.length - 1)] + text.slice(to) : text), text);
    return [...new Set(Array.from({ length: most }, (_, n) => whole(n).trim()))];
  }

  // ---- Asking

  function ask(query, tell) {
    const number = ++question, parsed = storyQuery.parse(query.text);
    const key = JSON.stringify([query.text, query.filters, query.from, query.to]);
    const kept = current?.key === key && current.base ? { base: current.base, found: current.found, hits: current.hits } : { hits: new Map() };
    current = {
      key, number, ...query, ...kept, parsed, show: query.show, changed: current?.changed ?? false,
      // In the box and beside it: both must hold.
      from: [query.from, parsed.from].sort()[1], to: [query.to, parsed.to].filter(Boolean).sort()[0] ?? "",
    };
    current.answered = answer(current, tell);
  }

  async function answer(asked, tell) {
    const told = {
      complete: false, ready: false, total: 0, stories: 0, hits: [], counts: {}, months: null, undated: 0,
      words: asked.parsed.words.flatMap(({ terms }) => terms.map(({ term }) => term)), notes: asked.parsed.notes, odd: asked.parsed.odd, near: [], missing: [],
      changed: asked.changed,
    };
    const stale = () => asked.number !== question;
    const say = (more) => stale() || tell(Object.assign(told, more));
    // Built anew under the visitor's hands? Then the new archive is asked, once; else what did not load is gone.
    const renewed = async () => {
      const changed = !asked.tried && await storyIndex.again().catch(() => false);
      asked.tried = true;
      if (changed && !stale()) await answer(Object.assign(asked, { changed, base: null, hits: new Map() }), tell);
      return changed;
    };
    try {
      await steps(asked, told, say, stale, renewed);
    } catch (error) {
      // Whatever else went wrong, nothing is found, and that is said.
      if (!stale() && !await renewed()) say({ complete: true, missing: [error.file ?? "manifest"] });
    }
  }

  async function steps(asked, told, say, stale, renewed) {
    const { stories } = await storyIndex.open();
    say({ stories });
    asked.base ??= await Promise.all([found(asked), chosen(asked)]);
    if (stale()) return;
    const [{ matching, scores, wanted }, sets] = asked.base, searched = asked.parsed.words.length + asked.parsed.phrases.length;
    const sort = asked.sort === "relevance" && !searched ? "newest" : asked.sort;
    const ranged = asked.from || asked.to, days = ranged || sort === "oldest" ? await storyIndex.days() : null;
    const from = dayOf(asked.from, -Infinity), to = dayOf(asked.to, Infinity);
    const inside = (story) => !ranged || (days[story] >= from && days[story] <= to && days[story] !== -Infinity);
    const fits = (story, but) => sets.every(({ kind, typed, set }) => (kind === but && !typed) || set.has(story));
    const all = matching.filter((story) => fits(story));
    const ordered = await sorted(all.filter(inside), scores, days, sort);
    if (stale()) return;
    asked.ordered = ordered;
    const shown = ordered.slice(0, asked.show);
    const hits = () => shown.map((story) => asked.hits.get(story) ?? null);
    say({ total: ordered.length, hits: hits() });
    const missing = [];
    // What does not load keeps the rest from nothing.
    const settled = (promises) => Promise.all(promises.map((one) => one.catch((error) => missing.push(error.file ?? "manifest"))));
    await settled(shown.filter((story) => !asked.hits.has(story)).map(async (story) => {
      asked.hits.set(story, await storyIndex.record(story, (row) => hit(row, wanted)));
      say({ hits: hits() });
    }));
    if (!missing.length) say({ ready: true, near: ordered.length ? [] : await near(asked) });
    // Behind the stories, which are waited for on a slow line.
    const counts = asked.counts.map(async (kind) => {
      const pool = new Set(matching.filter((story) => inside(story) && fits(story, kind)));
      const rows = await counted(asked, kind, pool);
      say({ counts: { ...told.counts, [kind]: rows } });
    });
    await settled([(async () => say(byMonth(days ?? await storyIndex.days(), all)))(), ...counts]);
    if (!missing.length || !await renewed()) say({ complete: true, ready: true, missing });
  }

  async function counted(asked, kind, pool) {
    const { found, more } = await values(kind, asked.all.includes(kind)), rows = [];
    const count = (stories) => stories.reduce((sum, story) => sum + pool.has(story), 0);
    const mine = new Map((asked.filters[kind] ?? []).map((name) => [written(name), name]));
    for (const [key, { name, stories }] of found) {
      const number = count(stories);
      if (number || mine.has(key)) rows.push([name, number, mine.delete(key)]);
    }
    for (const name of mine.values()) rows.push([name, count(await having(kind, name)), true]);
    return { rows: rows.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)), more };
  }

  async function collect(most, progress) {
    const asked = current, rows = [];
    await asked.answered;
    const wanted = (asked.ordered ?? []).slice(0, most);
    for (let i = 0; i < wanted.length; i += 20) {
      rows.push(...(await Promise.all(wanted.slice(i, i + 20).map((story) => storyIndex.record(story, row)))));
      if (asked.number !== question) throw new Error("Another question was asked meanwhile.");
      progress(rows.length, wanted.length);
    }
    return rows;
  }

  return Object.freeze({ ask, collect });
})();

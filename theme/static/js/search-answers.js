// The half of the search that answers: loads the data, scans it, counts. It draws nothing; search-page.js asks.
//
// storyArchive.ask(query, tell) calls tell(answer) whenever more is known, perhaps before it returns, until the answer is
// complete or another question is asked. Every word must begin a word of the story; stories with all words in their title come
// first, then the newest. A choice matches any of its names, and choices of two kinds must both match.
//   query   {words, years, outlets, places, show}: the words as typed, lists of names, how many hits to hand over
//   answer  {complete, total, hits, counts, missing, and
//            words, cut: the folded words that were searched, and whether the question lost its end, being too long,
//            searched, stories: how many were looked at, of how many}
//   hits    [{address, title, day, dated, places, reported, captured, passages: [{part, text, marks}]}]; titles and places are
//           {text, marks}, marks are [[from, to], …] in the text, a part is "summary", "point", "article" or "outlet"
//   counts  {year, outlet, place} of [[name, stories, chosen], …]: what the name would bring, most first, years newest first
//   missing names of data that did not load: years, "undated", or "archive" for the list of them
// The data scripts call storyArchive.contents and storyArchive.stories.
"use strict";

const storyArchive = (() => {
  const CONTENTS = "search/archive.js";
  const KINDS = ["year", "outlet", "place"];
  const LIMIT = { signs: 1000, words: 32, passages: 3, room: 240 };
  const SLICE = 8;            // milliseconds of scanning before the page may draw and listen
  const TELL_FIRST = 60;      // milliseconds before the first answer that is not complete
  const TELL_EVERY = 150;     // and between those that follow
  const LOADS = 3;            // data scripts on their way at a time

  let years = null;           // [{name, count, path, stories, state}], newest first
  let contentsState = "";     // as that of a year: "", then "loading", then "ready" or "missing"
  let current = null;         // the question on screen
  let turn = 0;               // the timer of its next slice
  const spellings = { outlet: new Map(), place: new Map() };   // sameness → the spelling that is shown

  // ---- Loading

  // Nothing else is ever loaded, whatever the data names.
  const scripts = { createScriptURL: (path) => {
    if (/^search\/[a-z0-9][a-z0-9-]*\.js$/.test(path)) return path;
    throw new TypeError(`The search loads no such script: ${path}`);
  } };
  const policy = window.trustedTypes?.createPolicy("archive-search", scripts) ?? scripts;

  function load(path, settled) {
    const script = document.createElement("script");
    // In the order of asking: the newest year first, however fast the others come.
    script.async = false;
    script.onload = script.onerror = settled;
    try {
      script.src = policy.createScriptURL(path);
      document.head.append(script);
    } catch {
      setTimeout(settled);
    }
  }

  function loadContents() {
    contentsState = "loading";
    load(CONTENTS, () => {
      contentsState = years ? "ready" : "missing";
      for (let i = 0; i < LOADS; i++) loadYear();
      advance();
    });
  }

  function loadYear() {
    const year = years && years.find(({ state }) => !state);
    if (!year) return;
    year.state = "loading";
    load(year.path, () => {
      year.state = year.stories ? "ready" : "missing";
      loadYear();
      advance();
    });
  }

  // Data of a wrong shape counts as not loaded, and the page says so.
  function is(type, value) {
    if (typeof value === type) return value;
    throw new TypeError(`The search data lacks a ${type}.`);
  }
  const text = (value) => is("string", value);
  const optional = (type, value) => value === null ? null : is(type, value);

  function contents(data) {
    try {
      years = data.years.map(([name, count, path]) => (
        { name: text(name), count: is("number", count), path: text(path), stories: null, state: "" }));
    } catch {
      years = null;
    }
  }

  function stories(name, data) {
    const year = years && years.find((year) => year.name === name);
    if (!year || year.stories) return;
    try {
      const outlets = data.outlets.map(([name]) => spelling("outlet", text(name)));
      const places = data.places.map(([name]) => spelling("place", text(name)));
      const named = [{ key: name, name }];
      year.stories = data.stories.map((row) => story(named, outlets, places, row));
    } catch {
      year.stories = null;
    }
  }

  const sameness = (name) => name.normalize("NFKC").toUpperCase().toLowerCase().replace(/[-\s]+/g, " ").trim() || name;

  // Years may spell a name differently; it is one choice, under the spelling that came first.
  function spelling(kind, name) {
    const key = sameness(name);
    if (!spellings[kind].has(key)) spellings[kind].set(key, { key, name });
    return spellings[kind].get(key);
  }

  function story(year, outlets, places, row) {
    const [address, title, day, dated, summary, points, articles, outletNumbers, placeNumbers, reported, captured] = row;
    const named = (names, numbers) => [...new Set(numbers.map((number) => is("object", names[number])))];
    return {
      address: text(address), title: optional("string", title), day: optional("string", day), dated: Boolean(dated),
      summary: optional("string", summary), points: points.map(text), articles: articles.map(text),
      year, outlet: named(outlets, outletNumbers), place: named(places, placeNumbers),
      reported: typeof reported === "string" ? reported : optional("number", reported), captured: is("number", captured),
      haystack: null, titleEnd: 0,
    };
  }

  // ---- Asking

  function ask(query, tell) {
    const byKey = (names) => new Map(names.map((name) => [sameness(name), name]));
    const chosen = { year: byKey(query.years), outlet: byKey(query.outlets), place: byKey(query.places) };
    const typed = storyWords.words(query.words.slice(0, LIMIT.signs));
    const words = [...new Set(typed)].slice(0, LIMIT.words);
    const cut = query.words.length > LIMIT.signs || new Set(typed).size > LIMIT.words;
    const key = JSON.stringify([words, cut, KINDS.map((kind) => [...chosen[kind].keys()].sort())]);
    if (current && current.key === key) {
      // More hits of the same question: what was found stays found.
      return inform(Object.assign(current, { tell, show: query.show }));
    }
    current = {
      key, tell, words, cut, chosen, show: query.show, needles: words.map(storyWords.needle),
      counts: { year: new Map(), outlet: new Map(), place: new Map() },
      inTitle: [], elsewhere: [], hits: new Map(),
      year: 0, story: 0, searched: 0, complete: false,
      news: true, told: performance.now() + TELL_FIRST - TELL_EVERY,
    };
    if (!contentsState) loadContents();
    advance();
  }

  // Goes on with the question on screen; an older one is dropped where it stands.
  function advance() {
    clearTimeout(turn);
    const question = current;
    if (!question || question.complete) return;
    const stopped = scan(question, performance.now() + SLICE);
    question.complete = stopped === "complete";
    const due = question.told + TELL_EVERY - performance.now();
    if (stopped === "slice") turn = setTimeout(advance);
    // What was found is shown while data is still on its way.
    else if (stopped === "waiting" && question.news && due > 0) turn = setTimeout(advance, due);
    if (question.complete || (question.news && due <= 0)) inform(question);
  }

  // Why it stopped: "complete", "waiting" for the data of a year, or the "slice" of time is over.
  function scan(question, until) {
    if (contentsState === "loading") return "waiting";
    for (; years && question.year < years.length; question.year++, question.story = 0) {
      const { state, stories } = years[question.year];
      if (state !== "ready" && state !== "missing") return "waiting";
      while (stories && question.story < stories.length) {
        consider(question, stories[question.story++]);
        question.searched++;
        question.news = true;
        if (question.searched % 16 === 0 && performance.now() > until) return "slice";
      }
    }
    return "complete";
  }

  function consider(question, story) {
    if (story.haystack === null) fold(story);
    let inTitle = true;
    for (const needle of question.needles) {
      const at = story.haystack.indexOf(needle);
      if (at < 0) return;
      inTitle &&= at < story.titleEnd;
    }
    const fits = (chosen, names) => !chosen.size || names.some(({ key }) => chosen.has(key));
    const misses = KINDS.filter((kind) => !fits(question.chosen[kind], story[kind]));
    if (misses.length > 1) return;
    // A name's count takes no notice of what else is chosen of its kind: choosing it would bring as many.
    for (const kind of misses.length ? misses : KINDS) {
      const counts = question.counts[kind];
      for (const { key, name } of story[kind]) counts.set(key, [name, (counts.get(key)?.[1] ?? 0) + 1]);
    }
    if (!misses.length) question[inTitle ? "inTitle" : "elsewhere"].push(story);
  }

  function fold(story) {
    const title = storyWords.haystack([story.title ?? ""]);
    const names = [...story.outlet, ...story.place].map(({ name }) => name);
    story.titleEnd = title.length;
    story.haystack = title + storyWords.haystack([story.summary ?? "", ...story.points, ...story.articles, ...names]);
  }

  // ---- Telling

  function inform(question) {
    Object.assign(question, { news: false, told: performance.now() });
    const { tell, complete, words, cut, searched, show, inTitle, elsewhere } = question;
    const found = inTitle.slice(0, show);
    found.push(...elsewhere.slice(0, show - found.length));
    tell({
      complete, words, cut, searched,
      total: inTitle.length + elsewhere.length,
      stories: (years ?? []).reduce((sum, { count }) => sum + count, 0),
      counts: Object.fromEntries(KINDS.map((kind) => [kind, counted(question, kind)])),
      hits: found.map((story) => hit(question, story)),
      missing: contentsState === "missing" ? ["archive"]
        : (years ?? []).filter(({ state }) => state === "missing").map(({ name }) => name),
    });
  }

  function counted(question, kind) {
    const counts = question.counts[kind], chosen = question.chosen[kind];
    const rows = [...counts].map(([key, [name, count]]) => [name, count, chosen.has(key)]);
    for (const [key, name] of chosen) if (!counts.has(key)) rows.push([spellings[kind]?.get(key)?.name ?? name, 0, true]);
    // Years were searched newest first, and stay so.
    return kind === "year" ? rows : rows.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  // The same question gives the same object for a story, so that the page knows what it has drawn.
  function hit(question, story) {
    if (!question.hits.has(story)) {
      const { address, title, day, dated, place, reported, captured } = story;
      const marked = (text) => storyWords.passage(text, storyWords.marks(text, question.words), text.length);
      question.hits.set(story, {
        address, title: title === null ? null : marked(title), day, dated, places: place.map(({ name }) => marked(name)),
        reported, captured, passages: passages(question.words, story),
      });
    }
    return question.hits.get(story);
  }

  // Those that show the most words, each bringing one that the others lack; else how the summary begins.
  function passages(words, story) {
    const texts = [
      ["summary", story.summary ?? ""], ...story.points.map((text) => ["point", text]),
      ...story.articles.map((text) => ["article", text]), ...story.outlet.map(({ name }) => ["outlet", name]),
    ].map(([part, text], order) => ({ part, text, order, marks: words.length ? storyWords.marks(text, words) : [] }));
    const shown = new Set(), chosen = [];
    const cut = ({ part, text, order, marks }) => ({ part, order, ...storyWords.passage(text, marks, LIMIT.room, shown) });
    while (chosen.length < LIMIT.passages) {
      const best = texts.map(cut).reduce((best, passage) => passage.fresh.size > best.fresh.size ? passage : best);
      if (!best.fresh.size) break;
      best.fresh.forEach((number) => shown.add(number));
      chosen.push(best);
    }
    if (!chosen.length && texts[0].text) chosen.push(cut(texts[0]));
    return chosen.sort((a, b) => a.order - b.order);
  }

  return Object.freeze({ ask, contents, stories });
})();

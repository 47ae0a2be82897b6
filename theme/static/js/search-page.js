// The half of the search that asks: reads the form and the address, and draws what storyArchive (search-answers.js) tells.
// What came from the address is written as text only.
"use strict";

(() => {
  // Without the other scripts the sentence in the page stays: it says so, and names the lists.
  if (typeof storyWords !== "object" || typeof storyArchive !== "object" || typeof storyCards !== "object") return;

  const PAGE = 20;        // stories at a time
  const TOP = 8;          // values of a filter at first
  const REST = 500;       // milliseconds without a key after which the address tells the words
  const MOST = 50;        // names of one kind that an address may choose
  const KINDS = ["year", "outlet", "place"];

  const at = (id) => document.getElementById(`search-${id}`);
  const box = at("box"), list = at("list"), more = at("more"), filters = at("filters");
  const pageName = document.title;
  const facets = Object.fromEntries(KINDS.map((kind) => [kind, { chosen: [], rows: new Map(), all: false }]));
  const cards = new WeakMap();
  let answer = null;      // what is drawn
  let show = PAGE;
  let written = "";       // the question that the address tells
  let settled = true;     // whether that question is finished: the next one makes a new entry in the history
  let resting = 0;

  // ---- Words

  const { number } = storyCards;
  const several = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;
  const short = (words) => (words.length > 80 ? `${[...words].slice(0, 80).join("")}…` : words);

  function statusWords({ complete, total, missing, words }) {
    if (!complete) return "Searching …";
    const asked = words.length ? ` for “${short(box.value.trim())}”` : "";
    const where = missing.length ? " in what could be searched" : "";
    return `${total ? several(total, "story", "stories") : "No story found"}${asked}${where}.`;
  }

  function noteWords({ words, cut }) {
    if (cut) return `The question is long: only the first ${several(words.length, "word", "words")} of it were searched.`;
    return !words.length && box.value.trim() ? "The question has no letter and no digit to search for." : "";
  }

  function missingWords(missing) {
    if (missing.includes("archive")) return "Nothing can be found here: the list of stories, search/archive.js, did not load.";
    const years = missing.map((year) => (year === "undated" ? "no known day" : year));
    return `Not searched, since their data did not load: the stories of ${years.join(", ")}.`;
  }

  // ---- Drawing

  const { element, spoken } = storyCards;

  // The same hit keeps its card from one answer to the next.
  function card(hit) {
    if (!cards.has(hit)) cards.set(hit, storyCards.draw(hit));
    return cards.get(hit);
  }

  // Puts the children in this order; those that stand right are left alone, and the focus stays on what it was on.
  function arrange(parent, children, refuge) {
    const keep = new Set(children), focused = document.activeElement, held = parent.contains(focused);
    for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
    children.forEach((child, i) => parent.children[i] !== child && parent.insertBefore(child, parent.children[i] ?? null));
    if (!held || focused === document.activeElement) return;
    (parent.contains(focused) ? focused : refuge).focus({ preventScroll: true });
  }

  // What is read out again only where it changed.
  function say(id, words) {
    const where = at(id);
    if (where.textContent !== words) where.textContent = words;
    if (id !== "status") where.hidden = !words;
  }

  function draw(told) {
    answer = told;
    const { complete, total, missing, searched, stories, hits, words } = answer;
    const choices = KINDS.reduce((sum, kind) => sum + answer.counts[kind].filter((row) => row[2]).length, 0);
    list.setAttribute("aria-busy", String(!complete));
    arrange(list, hits.map(card), box);
    KINDS.forEach(drawFacet);
    say("status", statusWords(answer));
    say("progress", complete ? "" : `${number(total)} found so far, ${number(searched)} of ${number(stories)} searched.`);
    say("note", noteWords(answer));
    say("chosen", choices ? ` · ${number(choices)} chosen` : "");
    say("more", total > hits.length ? `Show ${number(Math.min(PAGE, total - hits.length))} more` : "");
    say("missing-words", missing.length ? missingWords(missing) : "");
    at("missing").hidden = !missing.length;
    at("none").hidden = !complete || total > 0 || missing.includes("archive");
    at("fewer").hidden = words.length < 2;
    at("clear").hidden = at("unfilter").hidden = !choices;
  }

  function drawFacet(kind) {
    const facet = facets[kind], rows = answer.counts[kind], all = at(kind).querySelector(".search-all");
    // The data's spelling of a name takes the place of the address's.
    facet.chosen = rows.filter(([, , chosen]) => chosen).map(([name]) => name);
    const shown = rows.filter(([, , chosen], i) => facet.all || i < TOP || chosen);
    at(kind).hidden = !rows.length;
    arrange(at(`${kind}-values`), shown.map((row) => choice(kind, row)), filters.querySelector("summary"));
    all.hidden = rows.length <= TOP;
    all.setAttribute("aria-expanded", String(facet.all));
    all.textContent = facet.all ? "Show fewer" : all.dataset.all.replace("{n}", number(rows.length));
  }

  function choice(kind, [name, count, chosen]) {
    const { rows } = facets[kind];
    if (!rows.has(name)) {
      const input = Object.assign(element("input"), { type: "checkbox", name: kind, value: name });
      const value = spoken(element("span", "search-value", kind === "year" && name === "undated" ? "Undated" : name));
      rows.set(name, element("li", "", element("label", "", input, " ", value, " ", element("span", "search-count"))));
    }
    const row = rows.get(name);
    row.querySelector("input").checked = chosen;
    row.querySelector(".search-count").textContent = number(count);
    return row;
  }

  // ---- Asking

  function ask() {
    const words = box.value.trim();
    document.title = words ? `${short(words)} – ${pageName}` : pageName;
    const [years, outlets, places] = KINDS.map((kind) => facets[kind].chosen);
    storyArchive.ask({ words, years, outlets, places, show }, draw);
  }

  function typed() {
    show = PAGE;
    ask();
    clearTimeout(resting);
    resting = setTimeout(() => write(false), REST);
  }

  function choose(change) {
    write(true);
    change();
    show = PAGE;
    ask();
    write(true);
  }

  // ---- The address

  function asked() {
    const words = box.value.trim(), pairs = KINDS.flatMap((kind) => facets[kind].chosen.map((name) => [kind, name]).sort());
    return new URLSearchParams([...(words ? [["q", words]] : []), ...pairs]).toString();
  }

  // Some browsers refuse a page from a disk, or one that asks too often: then the address stays as it is.
  function note(entry, ...address) {
    try {
      history[entry]({ show }, "", ...address);
    } catch {
      // Nothing is lost but the way back.
    }
  }

  // A finished question keeps its entry in the history; words in the making replace those that were written before them.
  function write(finished) {
    clearTimeout(resting);
    const target = asked();
    if (target !== written) {
      note(settled ? "pushState" : "replaceState", location.pathname + (target && `?${target}`));
      [written, settled] = [target, false];
    }
    settled ||= finished;
  }

  function read() {
    clearTimeout(resting);
    const given = new URLSearchParams(location.search), words = given.get("q")?.trim() ?? "";
    const shown = Number(history.state?.show);
    if (box.value.trim() !== words) box.value = words;
    for (const kind of KINDS) facets[kind].chosen = [...new Set(given.getAll(kind))].filter(Boolean).slice(0, MOST);
    show = shown > PAGE && shown < PAGE * 100 ? shown : PAGE;
    written = asked();
    settled = true;
    ask();
  }

  // ---- Hands and keys

  const links = () => [...list.querySelectorAll("a")];

  function showMore() {
    const before = answer.hits.length;
    write(true);
    show = before + PAGE;
    ask();
    note("replaceState");
    // The button may be gone, and what it brought begins where it stood.
    list.children[before]?.querySelector("a")?.focus({ preventScroll: true });
  }

  function walk(step) {
    const stops = [box, ...links(), ...(more.hidden ? [] : [more])];
    const from = stops.indexOf(document.activeElement);
    if (from < 0 || !stops[from + step]) return false;
    stops[from + step].focus();
    return true;
  }

  function leave(target) {
    if (target !== box) return at("body").contains(target) && (box.focus(), true);
    if (!box.value) return false;
    box.value = "";
    typed();
    return true;
  }

  function pressed(event) {
    const { key, target } = event;
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const writing = target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox])");
    let done = false;
    if (key === "/" && !writing) done = (box.focus(), box.select(), true);
    else if (key === "ArrowDown" && !event.shiftKey) done = walk(1);
    else if (key === "ArrowUp" && !event.shiftKey) done = walk(-1);
    else if (key === "Escape") done = leave(target);
    if (done) event.preventDefault();
  }

  function clear({ currentTarget }) {
    choose(() => KINDS.forEach((kind) => { facets[kind].chosen = []; }));
    (filters.contains(currentTarget) ? filters.querySelector("summary") : box).focus();
  }

  function tick({ target }) {
    const facet = facets[target.name];
    choose(() => {
      facet.chosen = facet.chosen.filter((name) => name !== target.value);
      if (target.checked) facet.chosen.push(target.value);
    });
  }

  function listen() {
    // Half a sign of an input method is no word yet.
    box.addEventListener("input", (event) => event.isComposing || typed());
    box.addEventListener("compositionend", typed);
    box.addEventListener("change", () => write(true));
    at("form").addEventListener("submit", (event) => {
      event.preventDefault();
      write(true);
      // On a phone the keyboard covers what was found.
      if (matchMedia("(pointer: coarse)").matches) box.blur();
    });
    list.addEventListener("click", () => write(true));
    more.addEventListener("click", showMore);
    filters.addEventListener("change", tick);
    at("body").querySelectorAll(".search-clear").forEach((button) => button.addEventListener("click", clear));
    for (const kind of KINDS) {
      at(kind).querySelector(".search-all").addEventListener("click", () => {
        facets[kind].all = !facets[kind].all;
        drawFacet(kind);
      });
    }
    document.addEventListener("keydown", pressed);
    // Also sent for links within the page, which ask nothing new.
    window.addEventListener("popstate", () => new URLSearchParams(location.search).toString() === written || read());
  }

  at("unavailable").hidden = true;
  for (const part of ["form", "hint", "body"]) at(part).hidden = false;
  filters.open = matchMedia("(min-width: 60rem)").matches;
  listen();
  read();
})();

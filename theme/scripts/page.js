// The half of the search that asks: reads the form and the address, and draws what storyArchive (answers.js) tells.
// The form holds the question: what is chosen has its name there, and stands in the address by that name.
// The sentences stand in search.html: data-when names the fact without which an element is hidden, data-say the fact that it says.
// What came from the address is written as text only.
"use strict";

(() => {
  const PAGE = 10;        // stories at a time
  const TOP = 10;         // values of a facet at first

  const { element, number, dayWords, inside } = storyCards;
  // parts.list is the element with the id search-list.
  const parts = new Proxy({}, { get: (_, id) => document.getElementById(`search-${id}`) });
  const { form, filters, list, more, first, last, copy } = parts;
  const { q: box, from, to, sort } = form;
  const pageName = document.title;
  const languages = new Intl.DisplayNames("en", { type: "language" });
  const cards = new WeakMap();
  const facets = [...filters.querySelectorAll("[data-facet]")].map((part) => {
    const { facet: kind, words } = part.dataset, [find, values, all] = part.querySelectorAll("input, ul, button");
    return { kind, words: new Map(JSON.parse(words)), part, find, values, all, rows: new Map() };
  });
  const facts = {};
  let answer,             // what is drawn
    show,                 // how many stories were asked for
    question,             // what was asked last, as the address tells it
    counted,              // the facets that it asked for
    written,              // the question that the address tells
    settled,              // whether that question is finished: the next one makes a new entry in the history
    next,                 // the place of the first story that the button brings, while it is on its way
    resting;

  // ---- Drawing

  // What is read out again only where it changed.
  function tell(news) {
    Object.assign(facts, news);
    for (const part of document.querySelectorAll("[data-when], [data-say]")) {
      const { when, say } = part.dataset, fact = facts[when], words = [facts[say] ?? ""].flat().map(number).join(", ");
      if (when) part.hidden = !(fact?.length ?? fact ?? facts.notes?.includes(when));
      if (say && part.textContent !== words) part.textContent = words;
    }
  }

  // The focus stays, or goes to what took its place.
  function arrange(parent, children) {
    const old = [...parent.children], focused = document.activeElement, place = old.findIndex((child) => child.contains(focused));
    if (old.length === children.length && old.every((child, i) => child === children[i])) return;
    parent.replaceChildren(...children);
    if (place >= 0) (parent.contains(focused) ? focused : children[place]?.querySelector("a, input") ?? box).focus({ preventScroll: true });
  }

  // The same hit keeps its card from one answer to the next.
  const card = (hit) => cards.get(hit) ?? cards.set(hit, storyCards.draw(hit)).get(hit);

  function draw(told) {
    answer = told;
    const { complete, total, hits, words, months } = told, ready = told.ready || complete, ranged = from.value + to.value;
    list.ariaBusy = !complete;
    if (ready || hits.length) {
      // What stands below a gap waits too: so no text that can be read is moved.
      let gap;
      // What has not come in the end is left out.
      arrange(list, hits.filter((hit) => hit || !complete).map((hit) => ((gap ||= !hit) ? element("li", { className: "search-wait", tabIndex: -1 }) : card(hit))));
      list.classList.remove("stale");
      const begin = list.children[next]?.querySelector("a");
      if (begin) {
        next = null;
        begin.focus({ preventScroll: true });
      }
    }
    facets.forEach(drawFacet);
    if (months?.length) drawMonths(months);
    tell({ months: months ?? facts.months });
    if (!ready) return;
    arrange(parts.near, told.near.map((text) => element("button", { type: "button", dir: "auto" }, text)));
    tell({
      ...told, ready, busy: false, none: !total, one: total === 1, many: total > 1, notes: told.notes.concat(told.missing),
      best: words[0] ? "Relevance" : "Newest first", next: Math.min(PAGE, total - hits.length), ranged,
      chosen: filters.querySelectorAll(":checked").length + !!ranged, months: facts.months,
    });
  }

  function valueWords({ kind, words }, name) {
    try {
      return words.get(name) ?? (kind === "language" ? languages.of(name) : name);
    } catch {
      return name;
    }
  }

  function drawFacet(facet) {
    const { kind, part, find, values, all, every } = facet, told = answer.counts[kind];
    if (told) {
      const sought = storyWords.fold(find.value);
      let room = every || sought ? 200 : TOP;
      arrange(values, told.rows.filter(([name, , chosen]) =>
        chosen || (storyWords.fold(valueWords(facet, name)).includes(sought) && room-- > 0)).map((row) => choice(facet, ...row)));
      all.hidden = told.rows.length + told.more <= TOP;
      all.ariaExpanded = !!every;
      all.textContent = every ? "Show fewer" : "Show all";
    }
    part.querySelector("summary span").textContent = part.querySelectorAll(":checked").length || "";
  }

  function choice(facet, name, count, chosen) {
    const { kind, rows } = facet;
    if (!rows.has(name)) {
      rows.set(name, element("li", {}, element("label", {}, element("input", { type: "checkbox", name: kind, value: name }), " ",
        element("span", { dir: "auto" }, valueWords(facet, name)), " ", element("span", { className: "search-count" }))));
    }
    const row = rows.get(name), [input, , told] = row.firstChild.children;
    input.checked = chosen;
    told.textContent = number(count);
    return row;
  }

  // Each month is one unit wide; the handles stand where the chosen ones begin and end.
  function drawMonths(months) {
    const max = months.length, most = Math.max(...months.map(([, count]) => count));
    const before = (day) => months.filter(([month]) => month < day).length;
    const words = (i) => `${dayWords(months[i][0])}: ${number(months[i][1])}`;
    const begin = Math.min(before(from.value.slice(0, 7)), max - 1), end = Math.max(before(to.value || "~"), 1);
    parts.bars.setAttribute("viewBox", `0 0 ${max} 1`);
    parts.path.setAttribute("d", months.map(([, count], i) => `M${i} 1V${1 - count / most}h.8V1`).join(""));
    parts.before.setAttribute("width", begin);
    parts.after.setAttribute("x", end);
    Object.assign(first, { max, value: begin, ariaValueText: words(begin) });
    Object.assign(last, { max, value: end, ariaValueText: words(end - 1) });
    tell({ earliest: dayWords(months[0][0]), latest: dayWords(months[max - 1][0]) });
  }

  // ---- Asking

  const kinds = (fits) => facets.filter(fits).map(({ kind }) => kind);
  // Counts cost bytes: only those that are seen or needed are asked for.
  const wanted = () => kinds(({ part }) => (filters.open && part.open) || part.querySelector(":checked"));
  const asked = () => new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()).sort());

  function ask(shown) {
    const given = asked(), now = `${given}`, words = box.value.trim().replace(/^(.{80}).+/su, "$1…");
    document.title = (words && `${words} – `) + pageName;
    show = shown ?? (now === question ? show : PAGE);
    if (now !== question) {
      // Nothing of an older question is seen while this one waits.
      list.classList.add("stale");
      list.ariaBusy = true;
      next = null;
      tell({ asked: words, done: "", busy: true, ready: false });
    }
    question = now;
    counted = wanted();
    storyArchive.ask({
      text: box.value, filters: Object.fromEntries(facets.map(({ kind }) => [kind, given.getAll(kind)])), from: from.value, to: to.value,
      sort: sort.value || (words ? "relevance" : "newest"), show, counts: counted, all: kinds(({ every, find }) => every || find.value),
    }, draw);
  }

  function typed() {
    ask();
    clearTimeout(resting);
    resting = setTimeout(write, 500, false);
  }

  // ---- The address

  const address = () => Object.assign(new URL(location), { search: asked(), hash: "" }).href;

  // Some browsers refuse a page from a disk, or one that asks too often: then the address stays as it is.
  function note(entry) {
    try {
      history[entry]({ show }, "", address());
    } catch {
      // Nothing is lost but the way back.
    }
  }

  // A finished question keeps its entry in the history; one in the making replaces what was written before it.
  function write(finished) {
    clearTimeout(resting);
    if (written !== `${asked()}`) {
      note(settled ? "pushState" : "replaceState");
      [written, settled] = [`${asked()}`, false];
    }
    settled ||= finished;
  }

  function wipe() {
    for (const input of filters.querySelectorAll(":checked")) input.checked = false;
    from.value = to.value = "";
  }

  function read() {
    clearTimeout(resting);
    const given = new URLSearchParams(location.search), shown = history.state?.show;
    wipe();
    // A field takes only what it can hold.
    for (const field of [box, from, to, sort]) field.value = given.get(field.name) ?? "";
    sort.value ||= "";
    for (const facet of facets) facet.values.append(...given.getAll(facet.kind).slice(0, 50).map((name) => choice(facet, name, "", true)));
    written = `${asked()}`;
    settled = true;
    ask(shown < PAGE * 100 ? shown : PAGE);
  }

  // ---- Hands and keys

  // At the ends of the chart nothing is kept out.
  function slide(moved) {
    const day = (i) => Date.parse(facts.months[i]?.[0]);
    if (moved === first) {
      first.value = Math.min(first.value, last.value - 1);
      from.valueAsNumber = day(first.value > 0 && first.value);
    } else {
      last.value = Math.max(last.value, +first.value + 1);
      to.valueAsNumber = day(last.value) - 864e5;
    }
  }

  // ---- Lists and files

  // A programme for tables takes a cell that begins like this for a formula.
  const cell = (value) => `"${[value ?? ""].flat().join("; ").replace(/^[=+@\t\r\n-]/, "'$&").replaceAll('"', '""')}"`;
  const texts = {
    list: (rows) => rows.map(({ title, date, dated, address: where }) =>
      [title ?? "Untitled story", dated ? date : "undated", where].join(" · ")).join("\n"),
    csv: (rows) => ["\ufeff" + Object.keys(rows[0]), ...rows.map((row) => Object.values(row).map(cell)), ""].join("\r\n"),
    json: (rows) => JSON.stringify(rows, null, 1),
  };

  // Where a page may not write to the clipboard, the text stands there to be copied by hand.
  async function lay(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const button = document.activeElement;
      copy.hidden = false;
      copy.value = text;
      copy.select();
      copy.hidden = document.execCommand("copy");
      if (copy.hidden) button.focus();
      return copy.hidden;
    }
  }

  async function take({ target: { value: kind, dataset: { type, done } } }) {
    if (!done) return;
    try {
      let text = address(), rows = [];
      if (texts[kind]) {
        rows = await storyArchive.collect(1000, (now, of) => tell({ done: `${now} / ${of}` }));
        text = texts[kind](rows.map((row) => ({ ...row, address: inside(row.address) })));
      }
      if (type) element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: `stories.${kind}` }).click();
      tell({ done: type || await lay(text) ? done.replace("{}", number(rows.length)) : copy.title });
    } catch ({ message }) {
      tell({ done: message });
    }
  }

  // ---- Listening

  form.oninput = ({ target, isComposing }) => {
    // Half a sign of an input method is no word yet.
    if (isComposing) return;
    if (target.type === "range") slide(target);
    typed();
  };
  form.addEventListener("compositionend", typed);
  form.onchange = ({ target }) => write(!/date|range/.test(target.type));
  // Whoever goes on to something else has finished a question.
  form.addEventListener("focusout", () => write(true));
  form.onsubmit = (event) => {
    event.preventDefault();
    write(true);
    // On a phone the keyboard covers what was found.
    if (matchMedia("(pointer: coarse)").matches) box.blur();
  };
  parts.near.onclick = ({ target: { type, textContent } }) => {
    if (!type) return;
    box.value = textContent;
    box.focus();
    typed();
  };
  list.onclick = () => write(true);
  more.onclick = () => {
    write(true);
    // The button may be gone, and what it brings begins where it stood.
    next = list.children.length;
    ask(answer.hits.length + PAGE);
    note("replaceState");
  };
  parts.take.onclick = take;
  for (const button of document.querySelectorAll(".search-clear")) {
    button.onclick = () => {
      wipe();
      ask();
      write(true);
      (filters.contains(button) ? filters.firstElementChild : box).focus();
    };
  }
  for (const facet of facets) {
    facet.all.onclick = () => {
      facet.every = !facet.every;
      ask();
    };
  }
  filters.addEventListener("toggle", () => wanted().every((kind) => counted.includes(kind)) || ask(), true);
  document.onkeydown = (event) => {
    const { key, target, shiftKey } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || (shiftKey && key !== "/")) return;
    const stops = [...form.querySelectorAll("#search-box, #search-list a, #search-more:not([hidden])")], at = stops.indexOf(target);
    let next;
    if (key === "/" && !target.matches("textarea, select, input:not([type=checkbox])")) next = box;
    if (key === "ArrowDown") next = stops[at < 0 ? at : at + 1];
    if (key === "ArrowUp") next = stops[at - 1];
    if (key === "Escape" && form.contains(target)) {
      next = target.type === "search" && target.value ? target : box;
      if (next === target) next.value = "";
      typed();
    }
    if (!next) return;
    next.focus();
    next.select?.();
    event.preventDefault();
  };
  // Also sent for links within the page, which ask nothing new.
  window.onpopstate = () => location.search.slice(1) === written || read();

  parts.unavailable.hidden = true;
  form.hidden = false;
  for (const part of form.querySelectorAll("[open]")) part.open = matchMedia("(min-width: 60em)").matches;
  read();
})();

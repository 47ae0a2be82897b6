// One story that was found, as a card of the list: storyCards.draw(hit), with hits as search-answers.js tells them.
// What came from a story is written as text only, and leads only to pages below this site.
"use strict";

const storyCards = (() => {
  const PARTS = { article: "Article: ", outlet: "Outlet: " };

  const number = (value) => value.toLocaleString("en");

  function dayWords(day) {
    const date = new Date(`${day}T00:00Z`);
    if (isNaN(date)) return day;
    return `${date.toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC" })} ${day.slice(0, 4)}`;
  }

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  // Text of a story in the direction of its own script.
  function spoken(made) {
    if (/[^\0-\x7f]/.test(made.textContent)) made.dir = "auto";
    return made;
  }

  function marked({ text, marks }) {
    const parts = [];
    let end = 0;
    for (const [from, to] of marks) {
      parts.push(text.slice(end, from), element("mark", "", text.slice(from, to)));
      end = to;
    }
    return [...parts, text.slice(end)];
  }

  // Whether an address of the data leads to a page of this site, and nowhere else.
  function leadsInside(address) {
    const base = new URL(".", location).href;
    const plain = /^[\w%.~!$&'()*+,;=@-][\w%.~!$&'()*+,;=@/-]*(#[\w%.~!$&'()*+,;=@/?-]*)?$/;
    return plain.test(address) && !address.includes("//") && new URL(address, base).href.startsWith(base);
  }

  function heading({ address, title }) {
    const inside = leadsInside(address);
    const made = element(inside ? "a" : "span", title ? "" : "untitled", ...(title ? marked(title) : ["Untitled story"]));
    if (inside) made.setAttribute("href", address);
    return spoken(made);
  }

  function facts({ day, dated, places, reported, captured }) {
    const time = day ? element("time", "", dayWords(day)) : "undated";
    if (day) time.dateTime = day;
    const named = places.slice(0, 12), more = places.length - named.length;
    const where = element("span", "where", ...named.flatMap((place, i) => [i ? "; " : "", ...marked(place)]),
      more ? `; ${number(more)} more` : "");
    const count = (stories) => stories ? number(stories) : "none";
    const told = reported === null ? `${captured ? `captured ${number(captured)}` : "none captured"}, reported number not stated`
      : `${count(reported)} reported, ${count(captured)} captured`;
    return element("p", "facts", day && !dated ? "undated, captured " : "", time,
      ...(places.length ? [" · ", spoken(where)] : []), ` · ${told}`);
  }

  function passage({ part, text, marks }) {
    const name = PARTS[part], words = marked({ text, marks });
    if (!name) return spoken(element("p", `passage passage-${part}`, ...words));
    return element("p", `passage passage-${part}`, element("span", "passage-part", name), spoken(element("span", "", ...words)));
  }

  function draw(hit) {
    return element("li", "", heading(hit), facts(hit), ...hit.passages.map(passage));
  }

  return Object.freeze({ draw, element, spoken, number });
})();

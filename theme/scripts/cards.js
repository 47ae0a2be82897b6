// One story that was found, as a card of the list: storyCards.draw(hit), with hits as answers.js tells them.
// What came from a story is written as text only, and leads only to pages below this site.
"use strict";

const storyCards = (() => {
  const number = (value) => value.toLocaleString("en");

  // "2025-07-11" or "2025-07" in words.
  const dayWords = (day) => new Date(day).toLocaleDateString("en-GB",
    { day: day[7] && "numeric", month: day[7] ? "long" : "short", year: "numeric", timeZone: "UTC" });

  // Children that are nothing are left out.
  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter(Boolean));
    return made;
  }

  // Text of a story, in the direction of its own script.
  function marked(name, { text, marks = [] }, properties) {
    let end = 0;
    const parts = marks.flatMap(([from, to]) => [text.slice(end, from), element("mark", {}, text.slice(from, end = to))]);
    return element(name, { dir: "auto", ...properties }, ...parts, text.slice(end));
  }

  // The whole address of a page of this site; "" for an address of the data that leads elsewhere.
  function inside(address) {
    const { href } = element("a", { href: address });
    return /^[\w%.~-](?!.*\/\/)/.test(address) && href.startsWith(new URL(".", location)) ? href : "";
  }

  const heading = ({ address, title }) => marked(inside(address) ? "a" : "span", title ?? { text: "Untitled story" },
    { href: address, className: title ? "" : "untitled" });

  function facts({ day, dated, places, reported, captured }) {
    const count = (articles) => (articles ? number(articles) : "none");
    return element("p", { className: "facts" },
      day && !dated && "undated, captured ", day ? element("time", { dateTime: day }, dayWords(day)) : "undated",
      ...places.slice(0, 12).flatMap((place, i) => [i ? "; " : " · ", marked("span", place)]), places[12] && "; …",
      reported === null ? " · reported number not stated" : ` · ${count(reported)} reported`, `, ${count(captured)} captured`);
  }

  // The coverage over all articles reported; the title says it in the words of the page's key.
  function bar(parts) {
    const words = ([name, count]) => [document.querySelector(`.part-${name}`).textContent, number(count)].join(" ");
    return element("span", { className: "search-bar", role: "img", title: parts.map(words).join(", ") },
      ...parts.map(([name, count]) => element("span", { className: `part-${name}`, style: `flex-grow: ${+count}` })));
  }

  const draw = (hit) => element("li", {}, heading(hit), facts(hit), hit.parts[0] && bar(hit.parts),
    ...hit.passages.map((passage) => element("p", { className: `passage passage-${passage.part}` }, marked("span", passage))));

  return Object.freeze({ draw, element, number, dayWords, inside });
})();

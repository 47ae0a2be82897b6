// The files of the search index: loads them as they are needed, and reads what they hold. docs/search.md describes them.
//
//   open()               the index: {stories, segments}; again() loads its manifest anew and tells whether it changed
//   segment.find(key)    the entry of a key, or undefined;  segment.range(start)  all entries whose keys begin so
//   segment.list(entry)  {stories, steps}: numbers of stories, newest first, and of a word the steps of their impacts
//   segment.places(entry)   of each of these stories the places of the word
//   segment.file(name, read), record(number, read), days()   what read makes of it; of each story its day as counted from 1970
// What does not load, or holds something else, is an error whose `file` names it. Scripts of the index call file and manifest.
"use strict";

const storyIndex = (() => {
  const SIGNS = [...Array(92).keys()].map((code) => String.fromCharCode(code + 35)).join("").replace("\\", "");
  const ENDS = 46, GOES_ON = 45, BITS = 6, LEVELS = 64;
  const VALUES = new Map([...SIGNS].map((sign, value) => [sign.charCodeAt(0), value]));
  const FIRST_DAY = 719163;   // the first of January 1970, counted from the first of January of the year 1

  const arrived = new Map();
  let index = null, loads = 0, files = new Map();

  const broken = (file) => Object.assign(new Error(`${file} is missing or damaged`), { file });

  // Nothing else is ever loaded, whatever the data names.
  const scripts = { createScriptURL: (path) => {
    if (/^search\/(manifest|[0-9a-f]{12}\/[a-z]?\w{0,9})\.js(\?\d+)?$/.test(path)) return path;
    throw broken(path);
  } };
  const policy = window.trustedTypes?.createPolicy("archive-search", scripts) ?? scripts;

  const load = (file, query = "") => new Promise((settle, fail) => {
    const script = document.createElement("script");
    script.onload = script.onerror = () => {
      script.remove();
      if (arrived.has(file)) settle(arrived.get(file));
      else fail(broken(file));
      arrived.delete(file);
    };
    script.src = policy.createScriptURL(`search/${file}.js${query}`);
    document.head.append(script);
  });

  // What cannot be read counts as damaged, whatever is wrong with it.
  function reading(name, read) {
    try {
      return read();
    } catch {
      throw broken(name);
    }
  }

  const text = (payload) => payload.padEnd(0);   // as it is, and of nothing but a text

  function file(name, read = text) {
    if (!files.has(name)) {
      const held = files;
      files.set(name, load(name).then((payload) => reading(name, () => read(payload))).catch((error) => {
        held.delete(name);
        throw error;
      }));
    }
    return files.get(name);
  }

  function numbers(signs) {
    const found = [];
    text(signs);
    for (let i = 0; i < signs.length;) {
      let number = 0, unit = 1, value;
      do {
        value = VALUES.get(signs.charCodeAt(i++));
        if (value === undefined) throw signs;
        number += value * unit;
        unit *= GOES_ON;
      } while (value >= ENDS);
      found.push(number);
    }
    return found;
  }

  function bitmap(signs) {
    const stories = [];
    for (let i = signs.length - 1; i >= 0; i--) {
      const value = VALUES.get(signs.charCodeAt(i));
      for (let bit = BITS - 1; bit >= 0; bit--) if (value >> bit & 1) stories.push(i * BITS + bit);
    }
    return stories;
  }

  function gaps(signs) {
    let last = -1;
    return numbers(signs).map((gap) => (last = last < 0 ? gap : last - gap - 1));
  }

  // Stories as gaps, or as a bitmap with two `!` behind it; of a word `!` and the steps.
  function listed(text, first, word) {
    const [signs, ...rest] = text.split("!"), steps = word ? [...rest.pop()].map((sign) => VALUES.get(sign.charCodeAt(0))) : [];
    const stories = (rest.length ? bitmap : gaps)(signs).map((story) => first + story);
    if (word && steps.filter((step) => step < LEVELS).length !== stories.length) throw text;
    return { stories, steps };
  }

  // Of sorted texts the last one that is not behind `key`.
  function last(texts, key) {
    let from = 0, to = texts.length - 1;
    while (from < to) {
      const middle = (from + to + 1) >> 1;
      if (texts[middle] <= key) from = middle;
      else to = middle - 1;
    }
    return from;
  }

  // The entries of a block: of each where its list and its places stand, and as which one there.
  function entries(text, number) {
    const fields = text.split(" "), found = [];
    let own = 0, group = 0, at = 0;
    for (let i = 0, key = ""; i + 2 < fields.length; i += 3) {
      const shared = VALUES.get(fields[i].charCodeAt(0)), signs = fields[i + 2];
      if (!(shared <= key.length)) throw text;
      key = key.slice(0, shared) + fields[i].slice(1);
      if (signs[0] === "!") [group, at] = numbers(signs.slice(1));
      found.push({ key, middle: fields[i + 1], ...(signs && signs[0] !== "!" ?
        { signs, lists: number, places: `p${number}`, nth: own++ } : { lists: `x${group}`, places: `y${group}`, nth: at++ }) });
    }
    return found;
  }

  function segment({ name, stories, starts, days }, first) {
    const beginnings = starts.split(" ");
    const own = (part, read) => file(`${name}/${part}`, read);
    const block = (number) => own(number, (text) => entries(text, number));

    async function find(key) {
      return (await block(last(beginnings, key))).find((entry) => entry.key === key);
    }

    async function range(start) {
      const from = last(beginnings, start), to = last(beginnings, `${start}\uffff`);
      const blocks = await Promise.all(Array.from({ length: to - from + 1 }, (_, i) => block(from + i)));
      return blocks.flat().filter(({ key }) => key.startsWith(start));
    }

    const nth = async (file, at) => (await own(file)).split(" ")[at];

    const list = (entry) => entry.list ??= (async () => {
      const all = entry.signs ?? await nth(entry.lists, entry.nth);
      return reading(`${name}/${entry.lists}`, () => listed(all, first, entry.key[0] !== "$"));
    })();

    async function places(entry) {
      const signs = await nth(entry.places, entry.nth), found = [[]];
      let place = 0;
      for (const value of reading(`${name}/${entry.places}`, () => numbers(signs))) {
        found[found.length - 1].push((place += value >> 1));
        if (value & 1) place = found.push([]) && 0;
      }
      return found;
    }

    // Of each story its day as counted from 1970, -Infinity for none.
    function dated(signs) {
      const [none, ...rest] = numbers(signs), all = Array(none).fill(-Infinity);
      for (let i = 0, day = -FIRST_DAY; i < rest.length; i += 2) {
        day += rest[i];
        for (let story = 0; story < rest[i + 1]; story++) all.push(day);
      }
      if (all.length !== stories) throw signs;
      return all;
    }

    return { first, stories, find, range, list, places, listed: (signs) => listed(signs, first).stories, file: own,
      days: async () => (days ? reading("manifest", () => dated(days)) : own("d", dated)) };
  }

  function read(data) {
    let first = 0;
    const segments = data.segments.map((one) => segment(one, (first += one.stories) - one.stories));
    if (first !== data.stories || data.format !== 3) throw broken("manifest");
    return { data: JSON.stringify(data), stories: first, segments, folders: data.folders.split(" ") };
  }

  const open = () => index ??= load("manifest").then((data) => reading("manifest", () => read(data))).catch((error) => {
    index = null;
    throw error;
  });

  // The archive may have been built anew since this page was opened.
  async function again() {
    const before = await open().catch(() => null), data = await load("manifest", `?${++loads}`), now = reading("manifest", () => read(data));
    if (now.data === before?.data) return false;
    files = new Map();
    index = Promise.resolve(now);
    return true;
  }

  // What is shown of a story stands in folders of 512, then of 16, then of the rest.
  async function record(number, read) {
    const { stories, folders } = await open(), large = stories - stories % 512, rest = number - large;
    const [folder, at] = rest < 0 ? [number >> 9, number & 511] : [(large >> 9) + (rest >> 4), rest & 15];
    const name = `${folders[folder]}/${at}`, row = await file(name, (payload) => payload.map((value) => value));
    return reading(name, () => read(row));
  }

  const days = async () => (await Promise.all((await open()).segments.map((one) => one.days()))).flat();

  return Object.freeze({
    open, again, record, days, numbers, SIGNS,
    file: (name, payload) => arrived.set(name, payload),
    manifest: (data) => arrived.set("manifest", data),
  });
})();

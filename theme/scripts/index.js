// The files of the search index: loads them as they are needed, and reads what they hold. docs/search.md describes them.
//
//   open()               the index: {stories, segments}; again() loads its manifest anew and tells whether it changed
//   segment.find(key)    the entry of a key, or undefined;  segment.range(start)  all entries whose keys begin so
//   segment.list(entry)  {stories, steps}: numbers of stories, newest first, and of a word the steps of their impacts
//   segment.places(entry)   of each of these stories the places of the word
//   segment.values(sign, all, named)   {more, rows}: of the commonest values of a facet, or of all, [name, stories]; how many more
//                        there are. Where names are enough, those of the rarer ones stand alone.
//   segment.file(name, read), record(number, read), days()   what read makes of it; of each story its day as counted from 1970
// What does not load, or holds something else, is an error whose `file` names it. Scripts of the index call file and manifest.
"use strict";

const storyIndex = (() => {
  const ENDS = 46, GOES_ON = 45, BITS = 6;
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

  // What the sign at a place stands for.
  function valueAt(signs, place) {
    const code = signs.charCodeAt(place);
    if (!(code > 34 && code < 127)) throw signs;
    return code - 35 - (code > 92);
  }

  function numbers(signs) {
    const found = [];
    text(signs);
    for (let i = 0; i < signs.length;) {
      let number = 0, unit = 1, value;
      do {
        value = valueAt(signs, i++);
        number += value * unit;
        unit *= GOES_ON;
      } while (value >= ENDS);
      found.push(number);
    }
    return found;
  }

  function gaps(signs) {
    let last = -1;
    return numbers(signs).map((gap) => (last = last < 0 ? gap : last - gap - 1));
  }

  // A key as the sign for how many units it shares with the one before, and the rest.
  function behind(key, head) {
    const shared = valueAt(head, 0);
    if (!(shared <= key.length)) throw head;
    return key.slice(0, shared) + head.slice(1);
  }

  // Names in a row, each in a list of its own.
  function names(heads) {
    let key = "";
    return heads.split("!").slice(0, -1).map((head) => [decodeURIComponent(key = behind(key, head))]);
  }

  // The entries of a block: of each where its list and its places stand, and as which one there.
  function entries(text, number, segment) {
    const fields = text.split(" "), found = [];
    let own = 0, group = 0, at = 0;
    for (let i = 0, key = ""; i + 2 < fields.length; i += 3) {
      const signs = fields[i + 2];
      key = behind(key, fields[i]);
      if (signs[0] === "!") [group, at] = numbers(signs.slice(1));
      found.push({ key, segment, middle: fields[i + 1], ...(signs && signs[0] !== "!" ?
        { signs, lists: number, places: `p${number}`, nth: own++ } : { lists: `x${group}`, places: `y${group}`, nth: at++ }) });
    }
    return found;
  }

  function segment({ name, stories, starts, days }, first) {
    const beginnings = starts.split(" ");
    // The last block that does not begin behind a key.
    const last = (key) => beginnings.filter((start) => start <= key).length - 1;
    const own = (part, read) => file(`${name}/${part}`, read);
    const block = (number) => own(number, (text) => entries(text, number, self));

    async function find(key) {
      return (await block(last(key))).find((entry) => entry.key === key);
    }

    async function range(start) {
      const from = last(start), to = last(`${start}\uffff`);
      const blocks = await Promise.all(Array.from({ length: to - from + 1 }, (_, i) => block(from + i)));
      return blocks.flat().filter(({ key }) => key.startsWith(start));
    }

    // Lists of so many stories each, in bits: the gaps between them or, where they are more than half, between the others.
    function unpacked(signs, counts) {
      let at = 0;
      const bits = (number) => {
        let value = 0;
        while (number--) value = value * 2 + (valueAt(signs, at / BITS) >> at++ % BITS & 1);
        return value;
      };
      const others = (some) => {
        const held = new Set(some);
        return [...Array(stories).keys()].reverse().filter((story) => !held.has(story));
      };
      const lists = counts.map((count) => {
        const found = [];
        for (let left = stories, rest = Math.min(count, stories - count); rest > 0; rest--) {
          // About half of all gaps lie in their first part; the last story may be anywhere.
          const part = rest > 1 ? 0.69 * left / rest | 0 || 1 : left, width = 31 - Math.clz32(part), short = (2 << width) - part;
          let gap = 1;
          while (gap + part <= left - rest + 1 && bits(1)) gap += part;
          const more = bits(width);
          left -= gap + (more < short ? more : more * 2 + bits(1) - short);
          found.push(left);
        }
        return found.length < count ? others(found) : found;
      });
      if (signs[Math.ceil(at / BITS)]) throw signs;
      // What none of the others has needs no list.
      return lists.map((list, i) => (counts[i] ? list : others(lists.flat())));
    }

    const numbered = (all) => all.map((story) => first + story);

    // Stories as gaps or, with two `!` behind them, in bits; of a word `!` and the steps.
    function listed(text) {
      const [signs, ...rest] = text.split("!"), steps = [...rest.pop() ?? ""].map((sign) => valueAt(sign, 0));
      const found = rest.length ? unpacked(signs, [steps.length])[0] : gaps(signs);
      if (text !== signs && steps.length !== found.length) throw text;
      return { stories: numbered(found), steps };
    }

    const nth = async (file, at) => (await own(file)).split(" ")[at];

    const list = (entry) => entry.list ??= (async () => {
      const all = entry.signs ?? await nth(entry.lists, entry.nth);
      return reading(`${name}/${entry.lists}`, () => listed(all));
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

    function valued(names, counts, signs) {
      const all = numbers(counts);
      if (all.length !== names.length) throw counts;
      return unpacked(signs, all).map((list, i) => [...names[i], numbered(list)]);
    }

    async function values(sign, all, named) {
      const { more, rows } = await own(`t${sign}`, ([more, heads, ...lists]) => ({ more, rows: valued(names(heads), ...lists) }));
      if (!all || !more) return { more, rows };
      const rest = await own(`n${sign}`, names);
      return { more: 0, rows: rows.concat(named ? rest : await own(`v${sign}`, (lists) => valued(rest, ...lists))) };
    }

    // Of each story its day as counted from 1970, -Infinity for none. Of each day how many it has; or 0, and how many days have none.
    function dated(signs) {
      const [none, ...rest] = numbers(signs), all = Array(none).fill(-Infinity);
      for (let i = 0, day = -FIRST_DAY; i < rest.length; i++) {
        for (let story = 0; story < rest[i]; story++) all.push(day);
        day += rest[i] ? 1 : rest[++i];
      }
      if (all.length !== stories) throw signs;
      return all;
    }

    const self = { stories, find, range, list, places, values, file: own,
      days: async () => (days ? reading("manifest", () => dated(days)) : own("d", dated)) };
    return self;
  }

  function read(data) {
    let first = 0;
    const segments = data.segments.map((one) => segment(one, (first += one.stories) - one.stories));
    if (first !== data.stories || data.format !== 4) throw broken("manifest");
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
    open, again, record, days, numbers, names,
    file: (name, payload) => arrived.set(name, payload),
    manifest: (data) => arrived.set("manifest", data),
  });
})();

// Search in the reader's browser. Loads nothing before the reader does something.
// How the files below search/index/ are laid out, and why, is told in site_builder/search.py and search_grams.py.
(function () {
  "use strict";
  const place = document.querySelector("[data-search]");
  if (!place) return;
  const part = (name) => place.querySelector("[data-search-" + name + "]");
  const form = part("form"), input = part("input"), filters = part("filters"), status = part("status");
  const list = part("results"), more = part("more"), elsewhere = part("else");
  const root = (place.dataset.base || ".") + "/";
  const PAGE = 10;
  form.hidden = false;

  // ---- folding: the same steps in the same order as fold() in search_grams.py
  const DROPPED = /[ \t\r\f\v\u00ad\u200b-\u200d\u2028\u2029\u2060\ufeff\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;
  const CLUSTER = /[\s\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]*/gu;
  let variant = {}, variants = /(?!)/g;
  function learn(families) {
    for (const family of families) {
      const [first, ...others] = family;
      for (const other of others) variant[other] = first;
    }
    variants = new RegExp("[" + Object.keys(variant).join("") + "]", "gu");
  }
  function fold(text) {
    return text.normalize("NFKC").toLowerCase().replace(DROPPED, "")
      .replace(/[\u3041-\u3096\u309d\u309e]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60))
      .replace(variants, (kanji) => variant[kanji]);
  }
  // Folded text and, for each of its units, where it stood; null where letters melt together in another way.
  function traced(text) {
    let folded = "";
    const from = [];
    for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
      const piece = fold(cluster);
      for (let i = 0; i < piece.length; i++) from.push(index);
      folded += piece;
    }
    from.push(text.length);
    return folded === fold(text) ? { folded, from } : null;
  }

  // ---- readings: Hepburn, long vowels and other people's spellings made one
  const SYLLABLES = ("アa イi ウu エe オo カka キki クku ケke コko サsa シshi スsu セse ソso タta チchi ツtsu テte トto ナna ニni ヌnu ネne ノno " +
    "ハha ヒhi フfu ヘhe ホho マma ミmi ムmu メme モmo ヤya ユyu ヨyo ラra リri ルru レre ロro ワwa ヰi ヱe ヲo ンn ガga ギgi グgu ゲge ゴgo " +
    "ザza ジji ズzu ゼze ゾzo ダda ヂji ヅzu デde ドdo バba ビbi ブbu ベbe ボbo パpa ピpi プpu ペpe ポpo ヴvu").split(" ");
  const ROMAJI = Object.fromEntries(SYLLABLES.map((pair) => [pair[0], pair.slice(1)]));
  const SMALL = { ャ: "ya", ュ: "yu", ョ: "yo", ァ: "a", ィ: "i", ゥ: "u", ェ: "e", ォ: "o" };
  function romaji(kana) {
    let text = "", doubled = false;
    for (const letter of kana) {
      let next = ROMAJI[letter] || "";
      if (SMALL[letter]) {
        const y = SMALL[letter];
        text = text.replace(/[aiueo]$/, "");
        next = y.length > 1 && /(sh|ch|j)$/.test(text) ? y[1] : y;
      } else if (letter === "ッ") doubled = true;
      else if (doubled && next) {
        next = next[0] + next;
        doubled = false;
      }
      text += next;
    }
    return spelt(text);
  }
  function spelt(text) {
    return text.replace(/['’ -]/g, "").replace(/sy/g, "sh").replace(/ty/g, "ch").replace(/[zj]y/g, "j").replace(/si/g, "shi")
      .replace(/ti/g, "chi").replace(/tu/g, "tsu").replace(/(^|[^cs])hu/g, "$1fu").replace(/zi/g, "ji").replace(/[ct]ch/g, "cch")
      .replace(/o(?:[ou]|h(?![aiueoy]))/g, "o").replace(/uu/g, "u").replace(/m(?=[bpm])/g, "n").replace(/nn(?![aiueo])/g, "n");
  }

  // ---- files
  const loaded = new Map();
  function load(address, mark) {
    if (!loaded.has(address)) {
      const answer = fetch(root + "search/index/" + address + (mark ? "?" + mark : "")).then((reply) => {
        if (!reply.ok) throw new Error(address + ": " + reply.status);
        return reply.text();
      });
      answer.catch(() => loaded.delete(address));
      loaded.set(address, answer);
    }
    return loaded.get(address);
  }
  // Two files: the entries, and where grams stand. What is sought can be asked for when the second, smaller one is there.
  let first = null, way = null;
  const read = (name, mark) => load(name, mark).then(JSON.parse);
  function wayToGrams() {
    if (!way) {
      way = read("grams.json").then(laidOut);
      way.catch(() => (way = null));
    }
    return way;
  }
  function firstLevel() {
    if (!first) {
      first = Promise.all([read("index.json"), wayToGrams()]).then(async ([data, grams]) => {
        if (data.edition !== grams.edition) { // one of them came out of a cache: the site was published in between
          loaded.clear();
          way = read("grams.json", data.edition).then(laidOut);
          [data, grams] = await Promise.all([read("index.json", grams.edition), way]);
          if (data.edition !== grams.edition) throw new Error(data.edition);
        }
        return prepare(data, grams);
      });
      first.catch(() => (first = null));
    }
    return first;
  }
  function laidOut(grams) {
    learn(grams.variants);
    frequent = new RegExp("[" + grams.frequent + "]");
    const common = grams.common.split("\n");
    const inHeads = new Map(), inBodies = new Map(), blocks = [];
    let next = 0, head = null;
    for (const [name, mark, count, shards, scales] of grams.groups) {
      const heads = name === "head", size = heads ? grams.heads : Number(name.split("/")[0]), begin = heads ? 0 : next;
      const many = Math.max(1, Math.ceil(count / size)), group = { name, mark, shards, many, lengths: new Map(), cut: new Set() };
      common.forEach((gram, i) => {
        const times = 2 ** (Number(scales[i]) - 1);
        if (times >= 1) group.lengths.set(gram, 1.1 * grams.least * times); // the middle of what it may be, compressed
        if (times >= grams.cut) group.cut.add(gram);
      });
      for (let number = 0; number < many; number++) {
        const start = begin + number * size;
        const block = { group, number, heads, size, start, count: Math.min(size, begin + count - start), numbers: new Map(), often: heads ? inHeads : inBodies };
        if (heads) head = block;
        else blocks.unshift(block);
      }
      if (!heads) next += count;
    }
    return { ...grams, head, blocks };
  }
  // Many at once, as one text: a step of the browser's for each would keep the reader waiting.
  function folded(texts) {
    const lines = fold(texts.join("\n")).split("\n");
    return lines.length === texts.length ? lines : texts.map(fold);
  }
  function prepare(data, grams) {
    const titles = folded(data.title), tags = folded(data.tags);
    const names = folded(data.people.map(([name]) => name)), readings = folded(data.people.map(([, reading]) => reading));
    const people = data.people.map(([name], i) => ({ name, key: names[i] + "\n" + readings[i], reading: readings[i], latin: null }));
    data.entries = data.title.map((title, id) => ({
      id, title, day: data.day[id], kind: data.kind[id], tags: data.tagged[id],
      slots: Array.isArray(data.parts[id]) ? data.parts[id] : Array.from({ length: data.parts[id] }, (_, slot) => slot),
      url: data.url[id][0] === "/" ? data.url[id].slice(1) : data.kinds[data.kind[id]][0] + "/" + data.url[id] + "/",
      people: data.who[id].map((who) => people[who]),
      titleKey: titles[id],
      tagKey: data.tagged[id].map((tag) => tags[tag]).join("\n"),
    }));
    for (const block of [grams.head, ...grams.blocks]) {
      block.entries = data.entries.slice(block.start, block.start + block.count);
      for (const entry of block.entries) entry[block.heads ? "headMark" : "bodyMark"] = block.group.mark;
    }
    data.grams = grams;
    showFilters(data);
    return data;
  }

  // ---- looking
  let frequent = /(?!)/;
  // The grams of a term: `at` is the first of its letters, `end` the one after the last. A term that is too short to have any
  // is told as it is: in which texts it stands.
  function gramsOf(term) {
    const letters = Array.from(term), told = letters.map((letter) => frequent.test(letter)), grams = [];
    const light = (at) => told[at] && told[at + 1];
    const add = (at, end) => end <= letters.length && grams.push({ gram: letters.slice(at, end).join(""), at, end });
    for (let at = 0; at < letters.length; at++) {
      if (!light(at)) add(at, at + 2);
      if (light(at) || light(at + 1)) add(at, at + 3);
    }
    return grams.length ? grams : [{ gram: term + "\t", at: -1, end: letters.length }];
  }
  const RARE = 1100, TEXT = 1850, HEAD = 340; // bytes of a file of many grams, of a part of a body and of a head, as sent
  // Bytes to read for a gram: what is common has a file to itself, or one to a block, and we were told how long they are.
  function cost(block, gram) {
    if (loaded.has(fileOf(block, gram))) return 0;
    const { lengths, cut, many } = block.group;
    return (lengths.get(gram) || RARE) / (cut.has(gram) ? many : 1);
  }
  // How often a gram stands in such a block: as it was where we looked already, or by its length; else a guess.
  function often(block, gram) {
    const seen = block.often.get(gram);
    if (seen !== undefined) return seen * block.count;
    const { lengths, many } = block.group;
    return (lengths.get(gram) || 0) / many || 0.1 * block.count;
  }
  function sounds(term, person) {
    if (person.key.includes(term)) return true;
    if (!/^[a-z'’-]{2,}$/.test(term)) return false;
    person.latin ??= romaji(person.reading); // most readers never type Latin letters
    return person.latin.includes(spelt(term));
  }
  // 0: in the title, 1: among the people, 2: among the tags, -1: not in the first level
  function rank(entry, term) {
    if (entry.titleKey.includes(term)) return 0;
    if (entry.people.some((person) => sounds(term, person))) return 1;
    return entry.tagKey.includes(term) ? 2 : -1;
  }
  function fileOf({ group, number }, gram) {
    const codes = Array.from(gram, (letter) => letter.codePointAt(0)), [a, b, c = 0] = codes;
    const own = codes.map((code) => code.toString(16)).join("-") + (group.cut.has(gram) ? "." + number : "");
    return group.name + "/" + (group.lengths.has(gram) ? own : ((Math.imul(a, 0x9e3779b1) + Math.imul(b, 0x85ebca77) + Math.imul(c, 0xc2b2ae3d)) >>> 15) % group.shards) + ".txt";
  }
  // The numbers of a gram in a block.
  function postings(block, gram) {
    if (!block.numbers.has(gram)) {
      const { cut, mark } = block.group, found = load(fileOf(block, gram), mark).then((text) => {
        const numbers = numbersIn(text, gram, cut.has(gram) ? 0 : block.number);
        block.often.set(gram, (numbers.length + 0.5) / block.count);
        return numbers;
      });
      found.catch(() => block.numbers.delete(gram));
      block.numbers.set(gram, found);
    }
    return block.numbers.get(gram);
  }
  // A line tells of all blocks of a group, one after the other.
  function numbersIn(text, gram, block) {
    const numbers = [], start = text.indexOf("\n" + gram);
    if (start < 0) return numbers;
    const from = start + 1 + gram.length, line = text.slice(from, text.indexOf("\n", from)).split(" ")[block] || "";
    let last = -1, more = 0;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i) - 33;
      if (code >= 84) more = more * 10 + code - 84;
      else {
        last += more * 84 + code + 1;
        more = 0;
        numbers.push(last);
      }
    }
    return numbers;
  }
  // Grams of a term, those first that tell most for least.
  function byWorth(block, grams) {
    return grams.sort((one, other) => often(block, one.gram) - often(block, other.gram));
  }
  // Most often heads and the newest bodies are both needed: their files are asked for before the entries are there.
  function foresee(grams, terms) {
    for (const block of [grams.head, ...grams.blocks.slice(0, 1)]) {
      for (const term of terms) byWorth(block, gramsOf(term)).slice(0, 2).forEach(({ gram }) => postings(block, gram).catch(() => {}));
    }
  }
  // Where a term may stand in a block. Window by window, a mask says at which of its characters the term may begin for all
  // its grams to be where they are. The rarest grams come first.
  // A head has no slots: it is a file of its own, at `undefined`. `tries`: what became of texts that the same grams promised.
  function finder(data, block, term, allowed, tries) {
    const { window: width, slot: slotSize } = data.grams;
    const size = block.size, all = 2 ** width - 1, rest = gramsOf(term), taken = new Set(), covered = new Set();
    const length = Array.from(term).length, entryAt = (number) => block.entries[number % size];
    const slotsOf = (entry) => (block.heads ? [undefined] : entry.slots);
    let open = null, places = new Map();
    async function take(some) {
      const lists = await Promise.all(some.map(({ gram }) => postings(block, gram)));
      some.forEach((one, i) => use(one, lists[i]));
      if (some[0].at < 0) return;
      places = new Map();
      for (const start of open.keys()) {
        const entry = entryAt(start), slot = Math.floor(start / size / slotSize);
        places.set(entry, (places.get(entry) || new Set()).add(slotsOf(entry).filter((one) => !(one > slot)).pop()));
      }
    }
    function use({ at, end }, numbers) {
      taken.add(at);
      for (let i = Math.max(at, 0); i < end; i++) covered.add(i);
      if (at < 0) {
        open = new Map();
        for (const number of numbers) if (allowed(entryAt(number))) places.set(entryAt(number), new Set(slotsOf(entryAt(number))));
        return;
      }
      const far = Math.floor(at / width) * size, low = 2 ** (width - (at % width)) - 1, high = all - low;
      if (open === null) {
        open = new Map();
        for (const number of numbers) {
          if (!allowed(entryAt(number))) continue;
          if (number >= far) open.set(number - far, (open.get(number - far) || 0) | low);
          if (high && number >= far + size) open.set(number - far - size, open.get(number - far - size) | high);
        }
      } else {
        const there = new Set(numbers);
        for (const [start, mask] of open) {
          const left = mask & ((there.has(start + far) ? low : 0) | (there.has(start + far + size) ? high : 0));
          if (left) open.set(start, left);
          else open.delete(start);
        }
      }
    }
    const key = () => [...taken].sort().join(), none = { all: 0, vain: 0 };
    const met = (kind) => tries.get(kind + key()) || none;
    // What was met counts as if it had been at most so many times: what comes later weighs as much.
    const weigh = (name, all, vain, most) => {
      const known = tries.get(name) || none, scale = Math.min(1, most / (known.all + all));
      tries.set(name, { all: (known.all + all) * scale, vain: (known.vain + vain) * scale });
    };
    // How likely a text is loaded in vain.
    function doubt() {
      const guess = Math.min(0.8, 0.05 + 0.25 * (length - covered.size));
      return Math.min(0.95, [met("grams"), met("texts")].reduce((so, { all: times, vain }) => (so * 3 + vain) / (3 + times), guess));
    }
    // The gram that is worth its file more than anything else: the texts it saves would cost more. `wanted` is for how many
    // entries there is use; long files are worth it only where the next texts will come from, where `most` is no limit.
    function next(wanted, most) {
      if (!rest.length || (open && !open.size)) return [];
      byWorth(block, rest);
      if (!open) return rest[1] && cost(block, rest[1].gram) <= 2 * RARE ? rest.slice(0, 2) : rest.slice(0, 1);
      const texts = Math.min(places.size, wanted / (1 - doubt())), saved = Math.min(most, texts * doubt() * (block.heads ? HEAD : TEXT));
      const found = rest.find(({ gram }) => cost(block, gram) < saved);
      return found ? [found] : [];
    }
    return {
      doubt,
      next,
      async narrow(wanted, most) {
        for (let some = next(wanted, most); some.length; some = next(wanted, most)) {
          for (const one of some) rest.splice(rest.indexOf(one), 1);
          const before = open && { name: "grams" + key(), size: places.size };
          await take(some);
          if (before) weigh(before.name, before.size, before.size - places.size, 6);
        }
      },
      told(held) {
        weigh("texts" + key(), 1, held ? 0 : 1, 20);
      },
      slots: (entry) => [...(places.get(entry) || [])],
    };
  }
  function textOf(entry, slot) {
    const name = "text/" + (entry.url.replace(/\/$/, "") || "index") + (slot === undefined ? "" : "." + slot) + ".txt";
    return load(name, slot === undefined ? entry.headMark : entry.bodyMark);
  }
  // The texts in which the sought terms were found; null if one of them is nowhere. `looks`: for each term, where to look.
  async function proof({ entry, looks }) {
    const found = new Set();
    for (const { term, slots } of looks) {
      let hit = null;
      for (let i = 0; i < slots.length && hit === null; i++) {
        const text = await textOf(entry, slots[i]);
        if (fold(text).includes(term)) hit = text;
      }
      if (hit === null) return null;
      found.add(hit);
    }
    return [...found].join("\n");
  }
  async function* results(data, terms, wanted) {
    const done = new Set(), sure = new Map(), ranks = new Map();
    for (const entry of data.entries.filter(wanted)) {
      const some = terms.map((term) => rank(entry, term));
      ranks.set(entry, some);
      if (some.every((one) => one >= 0)) sure.set(entry, Math.min(...some));
    }
    for (const entry of [...sure.keys()].sort((a, b) => sure.get(a) - sure.get(b) || b.id - a.id)) {
      done.add(entry);
      yield { entry };
    }
    // What is looked through, in the order of results: the heads of all entries, then their bodies, the newest first.
    const tries = terms.map(() => [new Map(), new Map()]);
    const stages = [data.grams.head, ...data.grams.blocks].map((block) => ({ block, finders: null, maybe: null, busy: null }));
    const [heads] = stages, open = (entry) => ranks.has(entry) && !done.has(entry);
    const left = () => PAGE - (done.size % PAGE), trust = ({ finders }) => 1 - Math.max(...finders.map((one) => one.doubt()));
    let opened = 0, bodies = 0;
    function begin(stage) {
      const allowed = (i) => (entry) => open(entry) && ranks.get(entry)[i] < 0;
      stage.finders = terms.map((term, i) => finder(data, stage.block, term, allowed(i), tries[i][stage === heads ? 0 : 1]));
      stage.first = narrow(stage, 3000);
    }
    function narrow(stage, most) {
      const busy = Promise.all([...stage.finders.map((one) => one.narrow(left(), most)), stage === heads ? null : heads.first]).then(() => {
        stage.maybe = [...(stage.maybe || stage.block.entries.slice().reverse()).map((one) => one.entry || one)]
          .filter(open).map((entry) => ({ entry, stage, looks: looks(stage, entry) })).filter((one) => one.looks);
        stage.busy = null;
      });
      busy.catch(() => {});
      return (stage.busy = busy);
    }
    // For each term that is not in the first level, the parts it may be in; null where one can be nowhere.
    function looks(stage, entry) {
      const sought = [];
      for (let i = 0; i < terms.length; i++) {
        if (ranks.get(entry)[i] >= 0) continue;
        const slots = [...(stage === heads ? [] : heads.finders[i].slots(entry)), ...stage.finders[i].slots(entry)];
        if (!slots.length) return null;
        sought.push({ term: terms[i], slots });
      }
      return sought;
    }
    const flights = [];
    for (let at = 0; ; ) {
      // As many groups as should fill the page, going by what is known of those we looked into.
      const ready = stages.slice(1, opened).filter((one) => one.maybe), count = (some) => some.reduce((sum, one) => sum + one.block.count, 0);
      const promised = (some) => some.reduce((sum, one) => sum + one.maybe.length * trust(one), 0);
      const share = (bodies + promised(ready) + 0.5) / (count(ready) || 1);
      const coming = flights.reduce((sum, one) => sum + trust(one.stage), 0);
      let hoped = coming + promised(stages.slice(0, opened).filter((one) => one.maybe)) + share * count(stages.slice(1, opened).filter((one) => !one.maybe));
      while (opened < stages.length && (opened < 2 || opened <= at || (ready.length && hoped < left()))) {
        hoped += share * stages[opened].block.count;
        begin(stages[opened++]);
      }
      // As many texts as should fill the page, going by how many held what they promised so far.
      let stage = stages[at];
      for (let sum = coming; stage && !stage.busy && sum < left() && flights.length < PAGE; ) {
        if (stage.finders.some((one) => one.next(left() - sum, Infinity).length)) {
          narrow(stage, Infinity);
          break;
        }
        const next = stage.maybe.shift();
        if (!next) {
          if (++at >= opened) break;
          stage = stages[at];
        } else if (open(next.entry)) {
          const text = proof(next);
          text.catch(() => {});
          flights.push({ ...next, text });
          sum += trust(stage);
        }
      }
      if (!flights.length) {
        if (at >= stages.length) return;
        if (stages[at].busy) await stages[at].busy;
        continue;
      }
      // Meanwhile a block may have told where else to look.
      const [{ entry, stage: from, text: awaited }] = flights, told = stage && stage.busy && stage.busy.then(() => undefined);
      const text = await (told ? Promise.race([awaited, told]) : awaited);
      if (text === undefined) continue;
      flights.shift();
      from.finders.forEach((one) => one.told(text !== null));
      if (text === null || !open(entry)) continue;
      done.add(entry);
      if (from !== heads) bodies++;
      yield { entry, text };
    }
  }

  // ---- showing
  function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  // `sounds`: terms found in the reading rather than the letters; then all of `text` is marked.
  function marked(into, text, terms, sounds) {
    const trace = traced(text), spans = sounds ? [[0, text.length]] : [];
    for (const term of trace ? terms : []) {
      for (let at = trace.folded.indexOf(term); at >= 0; at = trace.folded.indexOf(term, at + term.length)) {
        let end = at + term.length; // to the end of the last letter, also where one letter became several
        while (end < trace.folded.length && trace.from[end] === trace.from[end - 1]) end++;
        let stop = trace.from[end];
        while (/\s/.test(text[stop - 1])) stop--;
        spans.push([trace.from[at], stop]);
      }
    }
    let last = 0;
    for (const [start, end] of spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
      if (start < last) continue;
      into.append(text.slice(last, start), element("mark", "", text.slice(start, end)));
      last = end;
    }
    into.append(text.slice(last));
    return into;
  }
  // Two pieces of the text in which most terms stand, each from its sentence's beginning; or how the text begins.
  function excerpt(text, terms) {
    const lines = text.split("\n"), shown = [];
    const length = terms.length > 1 ? 60 : 120;
    for (const term of terms) {
      if (shown.length > 1) break;
      if (shown.some((some) => fold(some).includes(term))) continue;
      const line = lines.find((some) => fold(some).includes(term));
      if (line) shown.push(piece(line, term, length));
    }
    return (shown.length ? shown : [piece(lines[0], "", 120)]).join(" ");
  }
  function piece(line, term, length) {
    const trace = term && traced(line);
    const found = trace ? trace.folded.indexOf(term) : 0, at = found > 0 ? trace.from[found] : 0;
    let start = Math.max(0, at - 36);
    const sentence = line.lastIndexOf("。", at - 1);
    if (at && sentence >= start) start = sentence + 1;
    const after = trace ? trace.from[found + term.length] + 12 : 0; // the whole term, however long
    const end = Math.min(line.length, Math.max(start + length, after));
    const cut = (n) => (/[\udc00-\udfff]/.test(line[n] || "") ? n - 1 : n); // never inside a character
    return (start ? "…" : "") + line.slice(cut(start), cut(end)) + (end < line.length ? "…" : "");
  }
  function item(data, { entry, text }, terms) {
    const made = element("li"), head = element("h2"), link = element("a");
    link.href = root + entry.url;
    const heard = (person) => terms.some((term) => !fold(person.name).includes(term) && sounds(term, person));
    const own = entry.people.find((person) => person.name === entry.title); // a person's page is not told twice whose it is
    head.append(marked(link, entry.title, terms, own && heard(own)));
    const facts = element("p", "search-facts");
    facts.append(element("span", "kind", data.kinds[entry.kind][1]));
    if (entry.day) {
      const day = element("time", "", entry.day.replace(/-/g, "."));
      day.dateTime = entry.day;
      facts.append(" ", day);
    }
    const others = entry.people.filter((person) => person !== own);
    if (others.length) {
      const names = facts.appendChild(element("span", "search-people", " "));
      others.forEach((person, i) => {
        if (i) names.append("・");
        marked(names, person.name, terms, heard(person));
      });
    }
    // A tag is worth its place where it is why the page was found.
    for (const tag of entry.tags.map((number) => data.tags[number])) {
      if (terms.some((term) => fold(tag).includes(term))) marked(facts.appendChild(element("span", "search-people", " #")), tag, terms);
    }
    made.append(facts, head);
    const about = made.appendChild(element("p"));
    if (text) marked(about, excerpt(text, terms), terms);
    else textOf(entry).then((begin) => marked(about, excerpt(begin, terms), terms), () => {});
    return made;
  }

  const termsOf = (query) => [...new Set(query.normalize("NFKC").split(/\s+/).map(fold).filter(Boolean))];
  let asked = 0, going = null, count = 0;
  const chosen = { kind: "", tag: "" };
  const say = (data, key, values) => data.words[key].replace(/\{(\w)\}/g, (_, name) => values[name]);
  async function show(data, run, terms, query) {
    const mine = asked;
    more.hidden = true;
    place.setAttribute("aria-busy", "true");
    let done = false;
    for (let n = 0; n < PAGE; n++) {
      const next = await run.next();
      if (mine !== asked) return;
      if ((done = next.done)) break;
      list.append(item(data, next.value, terms));
      count++;
    }
    place.removeAttribute("aria-busy");
    more.hidden = done;
    elsewhere.hidden = count > 0;
    status.textContent = count ? say(data, done ? "found" : "some", { n: count }) : say(data, "none", { q: query });
    going = done ? null : () => show(data, run, terms, query);
  }
  async function search() {
    const mine = ++asked;
    const query = input.value.trim();
    going = null;
    remember(query);
    try {
      if (!query && !chosen.kind && !chosen.tag) {
        clear();
        return;
      }
      if (!first) status.textContent = "…";
      const grams = wayToGrams().then((known) => mine === asked && foresee(known, termsOf(query)));
      grams.catch(() => {});
      const data = await firstLevel();
      if (mine !== asked) return;
      const terms = termsOf(query);
      const kind = data.kinds.findIndex((one) => one[0] === chosen.kind), tag = data.tags.indexOf(chosen.tag);
      const wanted = (entry) => (!chosen.kind || entry.kind === kind) && (!chosen.tag || entry.tags.includes(tag));
      clear();
      if (!query && kind < 0 && tag < 0) return;
      status.textContent = data.words.working;
      elsewhere.hidden = true;
      await show(data, results(data, terms, wanted), terms, query);
    } catch (problem) {
      if (mine !== asked) return;
      const data = first && (await first.catch(() => null));
      place.removeAttribute("aria-busy");
      status.textContent = data ? data.words.failed : place.dataset.failed || String(problem.message);
    }
  }
  function clear() {
    list.replaceChildren();
    status.textContent = "";
    more.hidden = true;
    elsewhere.hidden = false;
    count = 0;
  }
  function remember(query) {
    const address = new URL(location.href);
    for (const [name, value] of [["q", query], ["kind", chosen.kind], ["tag", chosen.tag]]) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    if (address.href !== location.href) history.replaceState(null, "", address);
  }
  function showFilters(data) {
    filters.replaceChildren();
    const kinds = data.kinds.length > 1 ? [["", data.words.all], ...data.kinds] : [];
    for (const [kind, name] of kinds) {
      const button = element("button", "", name);
      button.type = "button";
      button.setAttribute("aria-pressed", String(kind === chosen.kind));
      button.addEventListener("click", () => {
        chosen.kind = kind;
        filters.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
        search();
      });
      filters.append(button);
    }
    if (!data.tags.length) return;
    const select = element("select");
    select.setAttribute("aria-label", data.words.tag);
    select.append(new Option(data.words["any-tag"], ""), ...data.tags.map((tag) => new Option(tag, tag)));
    select.value = chosen.tag;
    select.addEventListener("change", () => {
      chosen.tag = select.value;
      search();
    });
    filters.append(select);
  }

  // ---- the reader
  let wait = 0;
  const soon = () => {
    clearTimeout(wait);
    wait = setTimeout(search, 60);
  };
  input.addEventListener("focus", () => firstLevel().catch(() => {}), { once: true });
  input.addEventListener("input", (event) => event.isComposing || soon());
  input.addEventListener("compositionend", () => {
    clearTimeout(wait); // a word that was chosen is finished
    search();
  });
  more.addEventListener("click", async () => {
    const before = list.children.length;
    if (going) await going();
    const next = list.children[before];
    if (next) next.querySelector("a").focus();
  });
  place.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const stops = [input, ...list.querySelectorAll("h2 a")], at = stops.indexOf(document.activeElement);
    if (at >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const to = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (to) {
        event.preventDefault();
        to.focus();
      }
    } else if (event.key === "Escape" && at > 0) input.focus();
    else if (event.key === "Enter" && at === 0 && !event.isComposing) {
      event.preventDefault();
      clearTimeout(wait);
      search();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || /^(input|select|textarea)$/i.test(event.target.tagName)) return;
    event.preventDefault();
    input.focus();
  });

  const asks = new URLSearchParams(location.search);
  chosen.kind = asks.get("kind") || "";
  chosen.tag = asks.get("tag") || "";
  input.value = asks.get("q") || "";
  if (input.value || chosen.kind || chosen.tag) search();
})();

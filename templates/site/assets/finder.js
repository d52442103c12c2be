/* Finds issues in the index that the build wrote. Loaded when somebody begins to search. */
"use strict";

(() => {
  const kb = window.issuesKb;

  /* Text → terms, as issues_kb/site/search/terms.py does it; a test holds the two equal. */

  const LONGEST = 64;
  const JOINED = 8;
  const CJK =
    "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff" +
    "\\uff66-\\uff9f\\u{20000}-\\u{323af}";
  const CJK_RUN = new RegExp(`[${CJK}]+`, "gu");
  const HAS_CJK = new RegExp(`[${CJK}]`, "u");
  const RUN = /[\p{L}\p{N}_]+/gu;
  const PIECE = /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|(?:(?![A-Za-z0-9])[\p{L}\p{N}])+/gu;
  const COMPOUND = /[a-z][A-Z]|[A-Z][A-Z][a-z]|[A-Za-z][0-9]|[0-9][A-Za-z]/;
  const ASCII = /^[\0-\x7f]*$/;
  let stopWords = new Set();

  const size = (text) => (text.length <= LONGEST ? text.length : [...text].length);
  const plain = (text) => (ASCII.test(text) ? text : text.normalize("NFKC"));
  const unique = (items) => [...new Set(items)];

  const folded = (word) =>
    ASCII.test(word)
      ? word.toLowerCase()
      : word.normalize("NFD").replace(/\p{Mn}/gu, "").normalize("NFC").toLowerCase();

  function identifierParts(token) {
    if (!COMPOUND.test(token)) return [];
    const pieces = token
      .match(PIECE)
      .filter((piece) => [...piece].length > (/^\p{Nd}+$/u.test(piece) ? 2 : 1))
      .map((piece) => piece.toLowerCase());
    if (pieces.length < 2) return [];
    const ends = pieces.slice(1, -1).map((_, start) => pieces.slice(start + 1).join(""));
    return pieces.concat(ends);
  }

  function tokenTerms(token) {
    if (!HAS_CJK.test(token)) return [token, ...identifierParts(token)].map(folded);
    const found = token.split(CJK_RUN).filter(Boolean).flatMap(tokenTerms);
    for (const run of token.match(CJK_RUN)) {
      const signs = [...run];
      if (signs.length === 1) found.push(run);
      for (let at = 0; at + 1 < signs.length; at++) found.push(signs[at] + signs[at + 1]);
    }
    return found;
  }

  const cut = (token) => (token.length > LONGEST ? [...token].slice(0, LONGEST).join("") : token);

  function runTerms(run) {
    const tokens = run.split("_").filter(Boolean).map(cut);
    const found = tokens.flatMap(tokenTerms).filter((term) => !stopWords.has(term));
    if (tokens.length > 1 && tokens.length <= JOINED && !HAS_CJK.test(run)) {
      const joined = folded(tokens.join(""));
      if (size(joined) <= LONGEST) found.push(joined);
    }
    return unique(found);
  }

  const runs = (text) => plain(text).match(RUN) || [];
  const terms = (text) => runs(text).flatMap(runTerms);

  function ends(path) {
    const parts = (path.match(RUN) || []).join("_").split("_").filter(Boolean).map(folded);
    const found = [];
    if (parts.some((part) => HAS_CJK.test(part))) return found;
    for (let count = 2; count <= Math.min(parts.length, JOINED); count++) {
      const joined = parts.slice(-count).join("");
      if (size(joined) <= LONGEST) found.push(joined);
    }
    return found;
  }

  const pathTerms = (text) =>
    plain(text)
      .split(/[\t\n\v\f\r ]+/)
      .flatMap((path) => (path.match(RUN) || []).flatMap(runTerms).concat(ends(path)));

  /* Typed text → a query; docs/query.md is the language. Nothing that is typed is an error. */

  const ITEM =
    /(-(?=["\p{L}\p{N}_]))?(?:((?!\p{Nd})[\p{L}\p{N}_]+|"[^"\s][^"]*"):((?:"[^"]*"|[^\s"])+)|"([^"]*)"(?=\s|$)|(\S+))/gu;
  // What only a command line holds: -m, --watch, -port=80, or an option alone. A minus is its own.
  const OPTION = /(?:^|\s)(?:--[a-z]|-[a-z](?=\s|$)|-[a-z][\w-]*=)/i;
  const ALONE = /^\s*-[\p{L}\p{N}_]\S*[A-Z0-9-]\S*\s*$/u;
  // What only looks like a qualifier: file:///tmp, status:500.
  const NO_QUALIFIER = /^(?:[^:]+:\/\/|status:[1-5]\d\d$)/i;
  const WORD = /[\p{L}\p{N}_]/u;
  const RANKS = ["low", "medium", "high", "critical"];
  const SEVERITIES = {
    ...{ low: "low", medium: "medium", high: "high", critical: "critical" },
    ...{ blocker: "critical", urgent: "critical", p0: "critical", major: "high", p1: "high" },
    ...{ moderate: "medium", p2: "medium", minor: "low", trivial: "low", p3: "low", p4: "low" },
  };
  const STATUSES = {
    ...{ open: "open", "in-progress": "in-progress", resolved: "resolved", "wont-fix": "wont-fix" },
    ...{ inprogress: "in-progress", wip: "in-progress", closed: "resolved", done: "resolved" },
    ...{ fixed: "resolved", wontfix: "wont-fix" },
  };
  const OPEN = ["open", "in-progress"];
  const CLOSED = ["resolved", "wont-fix"];
  const PARTS = [
    ...["title", "number", "date", "severity", "status", "fields", "errors", "files", "references"],
    ...["measures", "problem", "root_cause", "resolution", "files_changed", "why_missed"],
    ...["learnings", "prevention", "related", "verification", "impact", "other"],
  ];
  const PART_WORDS = {
    ...Object.fromEntries(PARTS.map((part) => [part, part])),
    ...{ cause: "root_cause", error: "errors", field: "fields", file: "files", fix: "resolution" },
    ...{ learning: "learnings", links: "references", measure: "measures" },
    ...{ reference: "references", solution: "resolution" },
  };
  const PART_FIELD = {
    ...{ number: "title", date: "fields", severity: "fields", status: "fields" },
    ...{ measures: "prevention", files_changed: "files", references: "other", related: "other" },
    ...{ verification: "other", impact: "other" },
  };
  const SORTS = ["relevance", "date", "severity", "status", "number", "title", "log"];

  const own = (table, key) => (Object.hasOwn(table, key) ? table[key] : undefined);
  const slug = (value) => value.trim().toLowerCase().replace(/[_ ]/g, "-");
  const nothing = () => false;

  function distance(one, other) {
    let last = [...other, ""].map((_, at) => at);
    for (let row = 1; row <= one.length; row++) {
      const line = [row];
      for (let at = 1; at <= other.length; at++) {
        const same = one[row - 1] === other[at - 1] ? 0 : 1;
        line.push(Math.min(last[at - 1] + same, last[at] + 1, line[at - 1] + 1));
      }
      last = line;
    }
    return last[other.length];
  }

  function unknown(name, value, known) {
    const near = known.filter((word) => distance(slug(value), word) <= 2);
    const guess = near.length ? `did you mean ${near[0]}? (${known.join(", ")})` : "";
    return `${name}:${value.slice(0, 40)} matches nothing; ${guess || "known are " + known.join(", ")}`;
  }

  function chosen(name, values, table, hints) {
    const found = [];
    for (const value of values) {
      const choice = own(table, slug(value)) || own(table, slug(value).replaceAll("-", "_"));
      if (choice) found.push(choice);
      else hints.push(unknown(name, value, unique(Object.values(table))));
    }
    return found;
  }

  function compared(value) {
    const [, sign, word] = /^([<>]=?|=)?(.*)$/s.exec(value);
    return [sign === "=" || !sign ? "" : sign, word];
  }

  const CHECKS = {
    "": (low, high, first, last) => last >= low && first <= high,
    ">=": (low, high, first, last) => last >= low,
    "<=": (low, high, first) => first <= high,
    ">": (low, high, first, last) => last > high,
    "<": (low, high, first) => first < low,
  };

  /* First and last day of what a date names; every month may end with a 31st to be compared. */
  function days(text) {
    const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
    if (!match) return null;
    const [, year, month, day] = match;
    const two = (value) => value.padStart(2, "0");
    const low = `${year}-${two(month || "1")}-${two(day || "1")}`;
    const time = new Date(`${low}T00:00:00Z`);
    if (isNaN(time) || time.toISOString().slice(0, 10) !== low) return null;
    return [low, day ? low : `${year}-${two(month || "12")}-31`];
  }

  function dated(name, values, hints, prefix = "") {
    let test = nothing;
    for (const value of values) {
      const [sign, word] = prefix ? [prefix, value] : compared(value);
      const [start, end] = word.includes("..") ? word.split("..") : [word, word];
      const low = start ? days(start) : ["0", "0"];
      const high = end ? days(end) : ["9", "9"];
      if (!low || !high || !(start || end)) {
        hints.push(`${name}:${value.slice(0, 40)} matches nothing; a date is 2024, 2024-06 or 2024-06-30`);
        continue;
      }
      test = (row) =>
        !!row.date && CHECKS[sign](low[0], high[1], ...(days(row.date) || ["9", "0"]));
    }
    return { filter: test };
  }

  function numbered(row, given) {
    const number = row.label.replace(/^#/, "").slice(0, 80).toLowerCase();
    const asked = given.replace(/^#/, "").slice(0, 80).toLowerCase();
    if (number === asked) return true;
    const [, before, digits] = /^(.*?)0*(\d*)$/s.exec(number);
    const [, askedBefore, askedDigits] = /^(.*?)0*(\d*)$/s.exec(asked);
    return !!digits && digits === askedDigits && (askedBefore === "" || askedBefore === before);
  }

  function pathTest(pattern) {
    if (!/[*?[]/.test(pattern)) {
      return (path) => path.toLowerCase().includes(pattern.toLowerCase());
    }
    const source = pattern
      .replace(/[.+^${}()|\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    try {
      const glob = new RegExp(`(^|/)${source}$`, "i");
      return (path) => glob.test(path);
    } catch {
      return nothing;
    }
  }

  const statusIn = (found) => ({ filter: (row) => found.includes(row.status) });

  const QUALIFIERS = {
    severity(name, values, hints) {
      const tests = values.flatMap((value) => {
        const [sign, word] = compared(value);
        const ranks = chosen(name, [word], SEVERITIES, hints).map((each) => RANKS.indexOf(each));
        return ranks.map((rank) => (given) => CHECKS[sign](rank, rank, given, given));
      });
      return {
        filter(row) {
          const rank = RANKS.indexOf(row.severity);
          return rank >= 0 && tests.some((test) => test(rank));
        },
      };
    },
    status: (name, values, hints) => statusIn(chosen(name, values, STATUSES, hints)),
    is(name, values, hints) {
      const each = Object.fromEntries(Object.entries(STATUSES).map(([k, v]) => [k, [v]]));
      const table = { ...each, open: OPEN, closed: CLOSED };
      const known = values.filter((value) => own(table, slug(value)));
      chosen(name, values.filter((value) => !known.includes(value)), STATUSES, hints);
      return statusIn(known.flatMap((value) => table[slug(value)]));
    },
    has(name, values, hints) {
      const found = chosen(name, values, PART_WORDS, hints);
      return { filter: (row) => found.some((part) => row.parts.includes(part)) };
    },
    no(name, values, hints) {
      const found = chosen(name, values, PART_WORDS, hints);
      const any = found.length === values.length;
      return { filter: (row) => any && !found.some((part) => row.parts.includes(part)) };
    },
    in(name, values, hints) {
      const found = chosen(name, values, PART_WORDS, hints);
      const fields = found.map((part) => own(PART_FIELD, part) || part);
      return found.length ? { fields } : { filter: nothing };
    },
    log(name, values, hints, logs) {
      const asked = values.map((value) => value.toLowerCase());
      const given = (log, word) => log.name.toLowerCase() === word || log.path.toLowerCase() === word;
      for (const word of asked) {
        if (!logs.some((log) => given(log, word))) {
          hints.push(unknown(name, word, logs.slice(0, 12).map((log) => log.name)));
        }
      }
      const names = logs.filter((log) => asked.some((word) => given(log, word)));
      return { filter: (row) => names.some((log) => log.name === row.log) };
    },
    file(name, values) {
      const tests = values.map(pathTest);
      return { filter: (row) => row.files.some((path) => tests.some((test) => test(path))) };
    },
    number: (name, values) => ({ filter: (row) => values.some((each) => numbered(row, each)) }),
    date: (name, values, hints) => dated(name, values, hints),
    after: (name, values, hints) => dated(name, values, hints, ">="),
    before: (name, values, hints) => dated(name, values, hints, "<"),
    not: (name, values) => ({ excluded: values }),
    sort(name, values, hints) {
      const sort = [];
      for (const value of values) {
        const key = slug(value.replace(/^[-+]|[-+]$/g, ""));
        if (SORTS.includes(key)) sort.push([key, /^-|-$/.test(value)]);
        else hints.push(unknown(name, value, SORTS).replace("matches nothing", "is no order"));
      }
      return { sort };
    },
  };

  function parse(text, logs = []) {
    const query = { words: [], phrases: [], excluded: [], filters: [], fields: [], sort: [], hints: [] };
    const command = OPTION.test(text) || ALONE.test(text);
    for (const [whole, sign, name, value, phrase, word] of text.matchAll(ITEM)) {
      const minus = sign && !(command && word);
      const rule = name && !NO_QUALIFIER.test(`${name}:${value}`) && own(QUALIFIERS, name.replaceAll('"', "").trim().toLowerCase());
      const values = [...(value || "").matchAll(/"([^"]*)"|([^,"]+)/g)]
        .map((each) => (each[1] ?? each[2]).trim())
        .filter(Boolean);
      if (rule && values.length) {
        const before = query.hints.length;
        const found = rule(name.toLowerCase(), values, query.hints, logs);
        // "Everything but what does not exist" is a slip too, and matches nothing.
        if (minus && query.hints.length > before) query.filters.push(nothing);
        else if (minus && found.filter) query.filters.push((row) => !found.filter(row));
        else if (minus) query.words.push(...(found.excluded || []));
        else for (const [key, given] of Object.entries(found)) {
          query[key === "filter" ? "filters" : key].push(...[given].flat(key === "sort" ? 1 : 9));
        }
        continue;
      }
      const typed = phrase ?? (word && sign && !minus ? whole : word) ?? `${name}:${value}`;
      if (!WORD.test(typed)) continue;
      if (minus) query.excluded.push(typed);
      else query[phrase === undefined ? "words" : "phrases"].push(typed);
    }
    const asked = [query.words, query.phrases, query.excluded, query.filters, query.fields, query.sort];
    // Signs alone are a question too, one that nothing answers.
    if (text.trim() && !asked.some((each) => each.length)) query.filters.push(nothing);
    return query;
  }

  const asGiven = (text) => text;
  const breath = () => new Promise((resolve) => setTimeout(resolve));
  const OPTIONS = {
    storeFields: ["passages", "parts"],
    processTerm: asGiven,
    tokenize: (text, field) => (field === "files" ? pathTerms(text) : terms(text)),
  };
  const options = (manifest) => ({ ...OPTIONS, fields: manifest.fields });

  /* Files of the index → one index. Each is a MiniSearch index by itself; put together, how
     rare a word is and how long a text is on average count over all issues. Terms go straight
     to where the library keeps them, in half the time that it takes to join their JSON. */

  async function merged(shards, manifest) {
    const head = { documentIds: {}, fieldLength: {}, storedFields: {} };
    const totals = manifest.fields.map(() => 0);
    let count = 0;
    for (const shard of shards) {
      for (const key of Object.keys(head)) {
        for (const id of Object.keys(shard[key])) head[key][count + +id] = shard[key][id];
      }
      for (const lengths of Object.values(shard.fieldLength)) {
        lengths.forEach((length, field) => (totals[field] += length));
      }
      count += shard.nextId;
    }
    const index = window.MiniSearch.loadJS(
      {
        ...head,
        documentCount: count,
        nextId: count,
        fieldIds: Object.fromEntries(manifest.fields.map((name, field) => [name, field])),
        averageFieldLength: totals.map((total) => total / Math.max(count, 1)),
        dirtCount: 0,
        index: [],
        serializationVersion: 2,
      },
      options(manifest),
    );
    const newMap = () => new Map();
    let base = 0;
    for (const shard of shards) {
      for (const [term, fields] of shard.index) {
        const held = index._index.fetch(term, newMap);
        for (const field in fields) {
          let postings = held.get(+field);
          if (!postings) held.set(+field, (postings = new Map()));
          for (const id in fields[field]) postings.set(base + +id, fields[field][id]);
        }
      }
      base += shard.nextId;
      await breath();
    }
    return index;
  }

  /* One typed word → what it is looked up as: itself, joined, its parts, without its ending. */

  const ENDING = /(?:ings?|ed|es|s|ly|ions?)$/;

  function lookups(word) {
    const found = new Map();
    const add = (term, boost) => found.has(term) || stopWords.has(term) || found.set(term, boost);
    const chunk = plain(word);
    for (const end of ends(chunk)) add(end, 1.5);
    for (const run of runs(word)) {
      for (const token of run.split("_").filter(Boolean)) {
        if (!HAS_CJK.test(token)) add(folded(cut(token)), 1);
      }
      for (const term of runTerms(run)) add(term, HAS_CJK.test(term) ? 1 : 0.4);
    }
    for (const [term, boost] of [...found]) {
      const stem = term.replace(ENDING, "");
      if (boost === 1 && stem.length >= 4) add(stem, 0.5);
    }
    return found;
  }

  /* What a phrase or a word that is left out must hold: all of its tokens, as they are. */
  const tokensOf = (text) => {
    const found = runs(text).flatMap((run) => (HAS_CJK.test(run) ? runTerms(run) : run.split("_")));
    return new Map(found.filter(Boolean).map((token) => [folded(cut(token)), 1]));
  };

  const searched = (found, extra) => ({
    tokenize: () => [...found.keys()],
    processTerm: asGiven,
    boostTerm: (term) => found.get(term),
    boost: { title: 2 },
    prefix: (term) => term.length > 2 || HAS_CJK.test(term),
    ...extra,
  });

  const slack = (term) => (/^\p{N}|[^\0-\u024f]/u.test(term) || term.length < 4 ? 0 : term.length < 6 ? 1 : 2);

  class Finder {
    constructor(manifest, rows, index) {
      this.manifest = manifest;
      this.rows = rows;
      this.index = index;
      this.byPath = new Map(rows.map((row) => [row.path, row]));
    }

    parse(text) {
      return parse(text, this.manifest.logs);
    }

    /* The hits of one word: {id → [score, terms of the issue that matched]}. */
    word(word, fields, exact = false) {
      const found = exact ? tokensOf(word) : lookups(word);
      const extra = fields.length ? { fields } : {};
      if (exact) Object.assign(extra, { prefix: false, combineWith: "AND" });
      let hits = this.index.search("-", searched(found, extra));
      let guessed = false;
      if (!hits.length && !exact) {
        hits = this.index.search("-", searched(found, { ...extra, fuzzy: slack }));
        guessed = hits.length > 0;
      }
      const scores = new Map(
        hits.map((hit) => [hit.id, [hit.score / hit.queryTerms.length, hit.terms]]),
      );
      return { word, asked: found.size > 0, guessed, scores };
    }

    /* → {hits: [{row, score, terms}], guessed: [words that were not found as typed], query} */
    search(text) {
      const query = typeof text === "string" ? this.parse(text) : text;
      const { fields } = query;
      const typed = query.words.flatMap((each) => each.split(/\s+/)).slice(0, 32);
      const concepts = typed.map((word) => this.word(word, fields));
      const phrases = query.phrases.map((phrase) => this.word(phrase, fields, true));
      const asked = [...concepts, ...phrases].filter((each) => each.asked);
      const barred = query.excluded.map((each) => this.word(each, fields, true).scores);
      const wordless = !query.words.length && !query.phrases.length;
      const totals = new Map();
      const begun = (row) => {
        if (!totals.has(row.path)) {
          totals.set(row.path, { row, score: 0, words: [], terms: [], fields });
        }
        return totals.get(row.path);
      };
      for (const { scores } of asked) {
        for (const [id, [score, matched]] of scores) {
          if (!this.byPath.has(id)) continue;
          const total = begun(this.byPath.get(id));
          total.score += score;
          total.words.push(matched);
          total.terms.push(...matched);
        }
      }
      if (wordless) this.rows.forEach(begun);
      const number = typed.length === 1 && !query.phrases.length ? typed[0] : "";
      const named = number && WORD.test(number) ? this.rows.filter((row) => numbered(row, number)) : [];
      for (const row of named) begun(row).score += 1000;
      const all = [...totals.values()];
      const passing = all.filter(
        ({ row }) =>
          !barred.some((scores) => scores.has(row.path)) &&
          query.filters.every((test) => test(row)),
      );
      const exact = passing.filter(({ row }) =>
        phrases.every(({ asked: any, scores }) => !any || scores.has(row.path)),
      );
      // A pasted text quotes what no issue does: its words are looked for one by one.
      const hits = exact.length ? exact : passing;
      for (const hit of hits) {
        const share = asked.length ? hit.words.length / asked.length : 1;
        hit.score *= named.length ? 1 : share * share;
      }
      hits.sort(order(query.sort, !wordless));
      const guessed = concepts.filter((each) => each.guessed).map((each) => each.word);
      return { query, hits, guessed, near: hits.length ? [] : this.near(typed) };
    }

    /* Words of the issues that look like words that none of them holds. */
    near(words) {
      const found = words.flatMap((word) => {
        const term = folded(plain(word)).slice(0, 24);
        if (term.length < 3) return [];
        const ask = (text, extra) =>
          this.index
            .search("-", { tokenize: () => [text], processTerm: asGiven, ...extra })
            .slice(0, 50)
            .flatMap((hit) => hit.terms);
        const close = [...ask(term, { fuzzy: 3 }), ...ask(term.slice(0, 3), { prefix: true })];
        return unique(close)
          .filter((each) => each !== term && !HAS_CJK.test(each))
          .map((each) => [distance(term, each) / Math.max(term.length, each.length), each])
          .sort(([one, first], [other, second]) => one - other || (first < second ? -1 : 1))
          .filter(([far]) => far <= 0.6)
          .slice(0, 3)
          .map(([, each]) => each);
      });
      return unique(found).slice(0, 5);
    }
  }

  const VALUES = {
    date: (row) => row.date || null,
    severity: (row) => (RANKS.includes(row.severity) ? RANKS.indexOf(row.severity) : null),
    status: (row) => {
      const place = [...OPEN, ...CLOSED].indexOf(row.status);
      return place < 0 ? null : place;
    },
    number: (row) => (/\d/.test(row.label) ? +/(\d{1,15})\D*$/.exec(row.label)[1] : null),
    title: (row) => row.title.toLowerCase(),
    log: (row) => row.log.toLowerCase(),
  };

  /* The order of hits: as asked, else the best first, else the newest. */
  function order(sort, ranked) {
    const keys = [...sort, ...(ranked ? [["relevance", false]] : []), ["date", true]];
    return (one, other) => {
      for (const [key, down] of keys) {
        if (key === "relevance") {
          if (one.score !== other.score) return (other.score - one.score) * (down ? -1 : 1);
          continue;
        }
        const [a, b] = [VALUES[key](one.row), VALUES[key](other.row)];
        if (a === b) continue;
        if (a === null || b === null) return a === null ? 1 : -1;
        return (a < b ? -1 : 1) * (down ? -1 : 1);
      }
      return one.row.place - other.row.place;
    };
  }

  /* What of an issue to show for a hit: the passage that holds most of what matched, out of the
     parts that `in:` names. */

  function markedIn(text, wanted) {
    const found = [];
    for (const { 0: run, index } of text.matchAll(RUN)) {
      if (!HAS_CJK.test(run)) {
        if (terms(run).some((term) => wanted.has(term))) found.push([index, index + run.length]);
        continue;
      }
      for (const term of wanted) {
        for (let at = run.indexOf(term); at >= 0; at = run.indexOf(term, at + 1)) {
          found.push([index + at, index + at + term.length]);
        }
      }
    }
    return found.sort((one, other) => one[0] - other[0]);
  }

  /* Text → [[piece, is it marked]]. */
  function marked(text, wanted) {
    const pieces = [];
    let done = 0;
    for (const [start, end] of markedIn(text, wanted)) {
      if (end <= done) continue;
      const last = pieces[pieces.length - 1];
      if (last && last[1] && start <= done) last[0] += text.slice(done, end);
      else pieces.push([text.slice(done, start), false], [text.slice(start, end), true]);
      done = end;
    }
    pieces.push([text.slice(done), false]);
    return pieces.filter(([piece]) => piece);
  }

  function passage(hit) {
    if (hit.passage) return hit.passage;
    let best = null;
    const asked = hit.row.passages.filter(([part]) => (hit.fields || []).includes(part));
    for (const [part, text] of asked.length ? asked : hit.row.passages) {
      const there = new Set(terms(text));
      const held = (hit.words || []).filter((word) => word.some((term) => there.has(term))).length;
      if (!best || held > best.held) best = { held, part, text };
    }
    return best && { part: best.part, pieces: marked(best.text, new Set(hit.terms)) };
  }

  /* Loading: every file is a script, since a page opened from disk may load nothing else. */

  const once = (make) => {
    let made = null;
    return () => (made ||= make().catch((error) => ((made = null), Promise.reject(error))));
  };
  const manifest = once(async () => {
    const found = JSON.parse(await kb.shard("search/manifest.js"));
    stopWords = new Set(found.stopWords);
    return found;
  });

  const rows = once(async () => {
    const { rows: paths, folder } = await manifest();
    const files = await Promise.all(paths.map(kb.shard));
    const found = files.flatMap((json) => JSON.parse(json)).map(
      ([path, label, title, severity, status, date, log]) => ({
        ...{ path: folder + path, label, title, severity, status, date, log },
        ...{ passages: [], parts: [], files: [] },
      }),
    );
    const newest = (one, other) => (one < other ? 1 : one > other ? -1 : 0);
    const counting = new Intl.Collator("en", { numeric: true });
    found.sort((one, other) => newest(one.date, other.date) || counting.compare(one.path, other.path));
    found.forEach((row, place) => (row.place = place));
    return found;
  });

  const open = once(async () => {
    const about = await manifest();
    if (about.engine === "pagefind") {
      await kb.script("assets/pagefinder.js");
      return kb.openPagefind(about, await rows());
    }
    const files = Promise.all(about.index.map(kb.shard));
    const [found] = await Promise.all([rows(), kb.script("assets/minisearch.js")]);
    const shards = [];
    for (const json of await files) {
      shards.push(JSON.parse(json));
      await breath();
    }
    const index = await merged(shards, about);
    const finder = new Finder(about, found, index);
    for (const shard of shards) {
      for (const [id, path] of Object.entries(shard.documentIds)) {
        const row = finder.byPath.get(path);
        if (!row) continue;
        row.passages = shard.storedFields[id].passages;
        row.parts = shard.storedFields[id].parts.split(" ");
        row.files = row.passages.filter(([part]) => part === "files").map(([, text]) => text);
      }
    }
    return finder;
  });

  Object.assign(kb, { terms, pathTerms, parse, merged, options, manifest, rows, open, order, passage, marked, folded, plain, runs, Finder });
})();

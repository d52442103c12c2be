/* The list of all issues, filtered and sorted; what is chosen stands in the page's address. */
"use strict";

(() => {
  const kb = window.issuesKb;
  const PAGE = 100;
  const KINDS = { severity: "Severity", status: "Status", log: "Log", year: "Year" };
  const VALUES = {
    severity: ["critical", "high", "medium", "low", "none"],
    status: ["open", "in-progress", "resolved", "wont-fix", "none"],
  };
  const SORTS = {
    "": "Newest first",
    date: "Oldest first",
    "severity-": "Worst first",
    status: "Open first",
    title: "By title",
    number: "By number",
    relevance: "Best match first",
  };
  const place = document.querySelector('[data-filter="issues"]');
  const table = document.querySelector("table.issues");
  const count = document.querySelector(".head .quiet");
  if (!place || !table?.tBodies[0].rows.length || !kb) return;
  const pager = document.querySelector("nav.pager");
  const body = table.tBodies[0];
  const served = { rows: [...body.rows], count: count.textContent };
  const state = { severity: [], status: [], log: [], year: [], q: "", sort: "", page: 1 };
  const controls = {};
  const inputs = {};
  const clear = document.createElement("button");
  let turn = 0;

  const valueOf = {
    severity: (row) => row.severity,
    status: (row) => row.status,
    log: (row) => row.log,
    year: (row) => row.date.slice(0, 4) || "none",
  };
  const wordOf = (kind, value) =>
    kb.WORDS[kind]?.[value] || (value === "none" ? "No date" : value);

  /* The address: severity, status, log and year with commas, q, sort, page. */

  function readAddress() {
    const asked = new URLSearchParams(window.location.search);
    for (const kind of Object.keys(KINDS)) {
      const given = asked.getAll(kind);
      // A log's name may hold a comma, so each has a parameter of its own.
      state[kind] = kind === "log" ? given : given.flatMap((each) => each.split(","));
      state[kind] = [...new Set(state[kind].filter(Boolean))];
    }
    state.q = asked.get("q") || "";
    state.sort = Object.hasOwn(SORTS, asked.get("sort") || "") ? asked.get("sort") || "" : "";
    state.page = Math.max(1, parseInt(asked.get("page"), 10) || 1);
  }

  function address(page) {
    const asked = new URLSearchParams();
    for (const kind of Object.keys(KINDS)) {
      if (kind === "log") state.log.forEach((name) => asked.append("log", name));
      else if (state[kind].length) asked.set(kind, state[kind].join(","));
    }
    if (state.q) asked.set("q", state.q);
    if (state.sort) asked.set("sort", state.sort);
    if (page > 1) asked.set("page", page);
    const text = asked.toString().replaceAll("%2C", ",");
    return text ? `?${text}` : window.location.pathname;
  }

  function writeAddress() {
    try {
      window.history.replaceState(null, "", address(state.page));
    } catch {
      // Some browsers let no page that is opened from disk change its address.
    }
  }

  /* The rows of the table: one that the server wrote, filled with another issue. */

  const CELLS = {
    title(cell, { row, terms }) {
      const link = kb.element("a", "");
      link.href = kb.root + row.path;
      if (row.label) link.append(kb.element("span", "label", row.label), " ");
      link.append(...kb.marks(kb.marked(row.title, new Set(terms))));
      cell.replaceChildren(link);
    },
    severity: (cell, { row }) => cell.replaceChildren(kb.badge("severity", row.severity)),
    status: (cell, { row }) => cell.replaceChildren(kb.badge("status", row.status)),
    date(cell, { row }) {
      const date = kb.element(row.date ? "time" : "span", row.date ? "" : "quiet", row.date || "no date");
      if (row.date) date.dateTime = row.date;
      cell.replaceChildren(date);
    },
    log: (cell, { row }) => cell.replaceChildren(row.log),
  };

  function line(hit) {
    const made = served.rows[0].cloneNode(true);
    for (const cell of made.cells) {
      for (const name of cell.classList) if (Object.hasOwn(CELLS, name)) CELLS[name](cell, hit);
    }
    return made;
  }

  function showPager(pages) {
    document.querySelector("nav.pager.made")?.remove();
    if (pages < 2) return;
    const made = kb.element("nav", "pager made");
    made.setAttribute("aria-label", "Pages");
    const step = (page, text, rel) => {
      const link = kb.element("a", "", text);
      link.href = address(page);
      if (rel) link.rel = rel;
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        state.page = page;
        update();
        count.scrollIntoView({ block: "nearest" });
      });
      return link;
    };
    const list = kb.element("ol", "");
    let before = 0;
    for (let page = 1; page <= pages; page++) {
      if (page > 1 && page < pages && Math.abs(page - state.page) > 2) continue;
      if (page > before + 1) list.append(kb.element("li", "gap", "…"));
      const link = step(page, String(page));
      link.setAttribute("aria-label", `Page ${page}`);
      if (page === state.page) link.setAttribute("aria-current", "page");
      list.append(kb.element("li", "", link));
      before = page;
    }
    if (state.page > 1) made.append(step(state.page - 1, "← Previous", "prev"));
    made.append(list);
    if (state.page < pages) made.append(step(state.page + 1, "Next →", "next"));
    table.after(made);
  }

  function showServed() {
    document.querySelector("nav.pager.made")?.remove();
    body.replaceChildren(...served.rows);
    if (pager) pager.hidden = false;
    count.textContent = served.count;
  }

  const passes = (row, but) =>
    Object.keys(KINDS).every(
      (kind) => kind === but || !state[kind].length || state[kind].includes(valueOf[kind](row)),
    );

  /* Beside each choice stands how many issues it would leave, all other choices kept. */
  function showCounts(hits) {
    for (const kind of Object.keys(controls)) {
      const counts = new Map();
      for (const { row } of hits) {
        if (passes(row, kind)) counts.set(valueOf[kind](row), (counts.get(valueOf[kind](row)) || 0) + 1);
      }
      for (const [value, control] of controls[kind]) control.show(counts.get(value) || 0);
    }
  }

  function sorting() {
    const down = state.sort.endsWith("-");
    return state.sort ? [[state.sort.replace(/-$/, ""), down]] : [];
  }

  async function found() {
    if (!state.q.trim()) {
      const rows = await kb.rows();
      return { hits: rows.map((row) => ({ row, score: 0, terms: [] })), ranked: false };
    }
    const finder = await kb.open();
    const answer = await finder.search(state.q);
    return { hits: answer.hits, ranked: answer.hits.some((hit) => hit.score), said: answer };
  }

  async function update() {
    const mine = ++turn;
    writeAddress();
    const chosen = Object.keys(KINDS).some((kind) => state[kind].length);
    const idle = !chosen && !state.q.trim() && !state.sort && state.page === 1;
    clear.hidden = !chosen && !state.q;
    try {
      if (!kb.opened && state.q.trim()) count.textContent = "Loading the index …";
      const answer = await found();
      if (mine !== turn) return;
      showCounts(answer.hits);
      if (idle) {
        showServed();
        return;
      }
      const left = answer.hits.filter(({ row }) => passes(row)).sort(kb.order(sorting(), answer.ranked));
      const pages = Math.max(1, Math.ceil(left.length / PAGE));
      state.page = Math.min(state.page, pages);
      if (pager) pager.hidden = true;
      body.replaceChildren(...left.slice((state.page - 1) * PAGE, state.page * PAGE).map(line));
      showPager(pages);
      const hints = answer.said ? kb.notes(answer.said).map((hint) => ` ${hint}`) : [];
      const where = pages > 1 ? `. Page ${state.page} of ${pages}` : "";
      count.textContent = `${kb.counted(left.length)}${where}.${hints.join("")}`;
    } catch (error) {
      if (mine === turn) count.textContent = `The filter failed: ${error.message}.`;
    }
  }

  function changed() {
    state.page = 1;
    update();
  }

  /* The choices. */

  function chip(kind, value, total) {
    const box = kb.element("input", "");
    box.type = "checkbox";
    box.checked = state[kind].includes(value);
    const number = kb.element("span", "filter-count", String(total));
    const word = kind === "severity" || kind === "status" ? kb.badge(kind, value) : wordOf(kind, value);
    const label = kb.element("label", "filter-chip", box, " ", word, " ", number);
    box.addEventListener("change", () => {
      state[kind] = state[kind].filter((each) => each !== value);
      if (box.checked) state[kind].push(value);
      changed();
    });
    return {
      label,
      show: (left) => {
        number.textContent = left;
      },
      read: () => (box.checked = state[kind].includes(value)),
    };
  }

  function choices(kind, counts) {
    const known = VALUES[kind] || Object.keys(counts).sort();
    const values = known.filter((value) => counts[value]);
    // The newest first; what has no date, "none", stands behind all years.
    if (kind === "year") values.reverse().sort((one, other) => (one === "none") - (other === "none"));
    if (values.length < 2) return null;
    const chips = values.map((value) => [value, chip(kind, value, counts[value])]);
    controls[kind] = new Map(chips);
    const legend = kb.element("legend", "", KINDS[kind]);
    return kb.element("fieldset", "filter-group", legend, ...chips.map(([, each]) => each.label));
  }

  function textBox() {
    const input = kb.element("input", "filter-text");
    input.type = "search";
    input.placeholder = "Filter by text";
    input.setAttribute("aria-label", "Filter by text");
    let timer = 0;
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        state.q = input.value;
        changed();
      }, 120);
    });
    return input;
  }

  function sortChoice() {
    const choice = kb.element("select", "filter-sort");
    choice.setAttribute("aria-label", "Sort");
    for (const [value, word] of Object.entries(SORTS)) {
      const option = kb.element("option", "", word);
      option.value = value;
      choice.append(option);
    }
    choice.addEventListener("change", () => {
      state.sort = choice.value;
      changed();
    });
    return choice;
  }

  function showState() {
    inputs.text.value = state.q;
    inputs.sort.value = state.sort;
    for (const kind of Object.values(controls)) for (const each of kind.values()) each.read();
  }

  async function begin() {
    await kb.script("assets/finder.js");
    await kb.script("assets/searchbox.js");
    const manifest = await kb.manifest();
    readAddress();
    inputs.text = textBox();
    inputs.sort = sortChoice();
    clear.type = "button";
    clear.className = "filter-clear";
    clear.textContent = "Show all";
    clear.addEventListener("click", () => {
      Object.assign(state, { severity: [], status: [], log: [], year: [], q: "", page: 1 });
      showState();
      update();
      inputs.text.focus();
    });
    const groups = Object.keys(KINDS).map((kind) => choices(kind, manifest.counts[kind]));
    const bar = kb.element("div", "filter-bar", inputs.text, inputs.sort, clear);
    place.append(bar, ...groups.filter(Boolean));
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Filter");
    count.setAttribute("role", "status");
    place.hidden = false;
    showState();
    clear.hidden = true;
    // Nothing is asked for yet: what the server wrote stays, and no data is loaded.
    if (window.location.search) update();
    window.addEventListener("popstate", () => {
      readAddress();
      showState();
      update();
    });
  }

  begin().catch(() => place.remove());
})();

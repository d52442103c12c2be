/* Results while one types: a combobox with a list, and the shape of a hit. */
"use strict";

(() => {
  const kb = window.issuesKb;
  const SHOWN = 8;
  const WORDS = {
    severity: { critical: "Critical", high: "High", medium: "Medium", low: "Low", none: "No severity" },
    status: {
      ...{ open: "Open", "in-progress": "In progress", resolved: "Resolved" },
      ...{ "wont-fix": "Won't fix", none: "No status" },
    },
  };
  const PARTS = {
    ...{ problem: "Problem", root_cause: "Root cause", resolution: "Resolution" },
    ...{ learnings: "Learning", prevention: "Prevention", errors: "Error", files: "File" },
  };

  /* An element with a class and what it holds: texts stay texts. */
  function element(name, kind, ...held) {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.append(...held);
    return made;
  }

  function sign(id) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    for (const [name, value] of Object.entries({
      ...{ class: "sign", width: 12, height: 12, "aria-hidden": true, focusable: false },
    })) {
      svg.setAttribute(name, value);
    }
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `#sign-${id}`);
    svg.append(use);
    return svg;
  }

  function badge(kind, value) {
    const known = Object.hasOwn(WORDS[kind], value) ? value : "none";
    return element("span", `badge ${kind}-${known}`, sign(`${kind}-${known}`), WORDS[kind][known]);
  }

  const marks = (pieces) =>
    pieces.map(([text, marked]) => (marked ? element("mark", "", text) : text));

  /* What a hit shows: label and title, passage, badges, date and log. */
  function contents(hit, severalLogs) {
    const { row } = hit;
    const wanted = new Set(hit.terms);
    const title = element("span", "search-title");
    title.dir = "auto";
    if (row.label) title.append(element("span", "label", ...marks(kb.marked(row.label, wanted))), " ");
    title.append(...marks(kb.marked(row.title, wanted)));
    const facts = element("span", "search-facts", badge("severity", row.severity), badge("status", row.status));
    if (row.date) facts.append(element("span", "date", row.date));
    if (severalLogs) facts.append(element("span", "log", row.log));
    const found = kb.passage(hit);
    if (!found) return [title, facts];
    const text = element("span", "search-passage", ...marks(found.pieces));
    if (found.part) text.prepend(element("span", "search-part", PARTS[found.part] || found.part), " ");
    text.dir = "auto";
    return [title, text, facts];
  }

  const address = (query) => `${kb.root}search.html?q=${encodeURIComponent(query)}`;
  const counted = (number) => `${number} ${number === 1 ? "issue" : "issues"}`;

  /* What is to be said about an answer: what was not understood, what was meant, what is near. */
  function notes(answer) {
    const said = [...answer.query.hints, ...(answer.said || [])];
    if (answer.guessed.length && answer.hits.length) {
      said.push(`Nothing holds ${answer.guessed.join(", ")}; shown is what looks alike.`);
    }
    return said;
  }

  let made = 0;

  function attach(box, input) {
    const id = `search-list-${++made}`;
    const list = element("div", "search-list");
    const status = element("div", "unseen");
    const panel = element("div", "search-panel", list);
    const told = element("div", "search-notes");
    panel.append(told);
    panel.hidden = true;
    list.id = id;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Issues found");
    status.setAttribute("role", "status");
    for (const [name, value] of Object.entries({
      ...{ role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list" },
      ...{ "aria-controls": id, "aria-expanded": "false" },
    })) {
      input.setAttribute(name, value);
    }
    box.append(panel, status);
    let asked = 0;
    let active = -1;

    function show(open) {
      panel.hidden = !open;
      input.setAttribute("aria-expanded", String(open && list.children.length > 0));
      if (!open) choose(-1);
    }

    function choose(place) {
      const options = [...list.children];
      active = place;
      options.forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
      if (place < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", options[place].id);
        options[place].scrollIntoView({ block: "nearest" });
      }
    }

    function option(href, ...held) {
      const link = element("a", "search-hit", ...held);
      link.href = href;
      link.id = `${id}-${list.children.length}`;
      link.tabIndex = -1;
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      list.append(link);
    }

    function say(text, lines = []) {
      status.textContent = text;
      told.replaceChildren(...lines.map((line) => element("p", "", line)));
    }

    function wordChoice(word) {
      const button = element("button", "search-near", word);
      button.type = "button";
      button.addEventListener("click", () => {
        input.value = word;
        input.focus();
        update();
      });
      return button;
    }

    async function update() {
      const text = input.value.trim();
      const turn = ++asked;
      if (!text) {
        list.replaceChildren();
        say("");
        show(false);
        return;
      }
      let finder;
      try {
        if (!kb.opened) say("Loading", ["Loading the index …"]);
        show(true);
        finder = await kb.open();
        kb.opened = true;
      } catch (error) {
        if (turn === asked) say("Search failed", [`${error.message}.`]);
        return;
      }
      // Somebody typed on meanwhile.
      if (turn !== asked) return;
      const answer = await finder.search(text);
      if (turn !== asked) return;
      list.replaceChildren();
      active = -1;
      input.removeAttribute("aria-activedescendant");
      const several = finder.manifest.logs.length > 1;
      for (const hit of answer.hits.slice(0, SHOWN)) {
        option(kb.root + hit.row.path, ...contents(hit, several));
      }
      const count = answer.hits.length;
      if (count > SHOWN) option(address(text), element("span", "search-all", `All ${counted(count)}`));
      say(count ? counted(count) : "Nothing found", count ? notes(answer) : ["Nothing found.", ...notes(answer)]);
      if (answer.near.length) {
        told.append(element("p", "", "Near words: ", ...answer.near.map(wordChoice)));
      }
      show(true);
    }

    input.addEventListener("input", update);
    input.addEventListener("focus", () => input.value.trim() && update());
    input.addEventListener("keydown", (event) => {
      const last = list.children.length - 1;
      const moves = {
        ArrowDown: active >= last ? -1 : active + 1,
        ArrowUp: active < 0 ? last : active - 1,
      };
      if (event.key in moves && !panel.hidden && last >= 0) {
        choose(moves[event.key]);
      } else if (event.key === "ArrowDown" && input.value.trim()) {
        update();
      } else if (event.key === "Enter" && input.value.trim()) {
        window.location.href = active >= 0 ? list.children[active].href : address(input.value.trim());
      } else if (event.key === "Escape") {
        if (panel.hidden) input.value = "";
        show(false);
      } else {
        return;
      }
      event.preventDefault();
    });
    box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || show(false));
    // A click would take the focus, and with it the list, before it counts.
    panel.addEventListener("mousedown", (event) => event.preventDefault());
    kb.open().then(() => (kb.opened = true)).catch(() => {});
    if (input.value.trim()) update();
  }

  Object.assign(kb, { attach, element, badge, marks, contents, notes, counted, WORDS });
})();

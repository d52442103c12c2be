/* The page of all results: what is asked stands in its address, `?q=…`. */
"use strict";

(() => {
  const kb = window.issuesKb;
  const STEP = 50;
  const input = document.querySelector(".search[data-root] input");
  const count = document.querySelector('[data-results="count"]');
  const list = document.querySelector('[data-results="list"]');
  const total = count.textContent;

  function note(...held) {
    const line = document.createElement("p");
    line.className = "quiet";
    line.append(...held);
    return line;
  }

  function link(query) {
    const made = kb.element("a", "search-near", query);
    made.href = `?q=${encodeURIComponent(query)}`;
    return made;
  }

  function hits(answer, several, shown) {
    const items = answer.hits.slice(0, shown).map((hit) => {
      const target = kb.element("a", "search-hit", ...kb.contents(hit, several));
      target.href = kb.root + hit.row.path;
      return kb.element("li", "", target);
    });
    return kb.element("ol", "search-results plain", ...items);
  }

  function more(answer, several, shown) {
    const button = kb.element("button", "search-more", `Show more of ${kb.counted(answer.hits.length)}`);
    button.type = "button";
    button.addEventListener("click", () => {
      show(answer, several, shown + STEP);
      list.querySelectorAll(".search-hit")[shown].focus();
    });
    return button;
  }

  function show(answer, several, shown) {
    const said = kb.notes(answer).map((line) => note(line));
    if (answer.near.length) {
      said.push(note("Near words: ", ...answer.near.flatMap((word) => [link(word), " "])));
    }
    list.replaceChildren(...said);
    if (answer.hits.length) list.append(hits(answer, several, shown));
    if (answer.hits.length > shown) list.append(more(answer, several, shown));
  }

  async function update() {
    const text = (new URLSearchParams(window.location.search).get("q") || "").trim();
    if (!text) {
      count.textContent = total;
      list.replaceChildren(note("Type into the box above. A slash, /, leads there from every page."));
      return;
    }
    count.textContent = "Loading the index …";
    try {
      await kb.script("assets/finder.js");
      await kb.script("assets/searchbox.js");
      const finder = await kb.open();
      const answer = await finder.search(text);
      const found = answer.hits.length;
      count.textContent = `${found ? kb.counted(found) : "Nothing found"} for “${text}”.`;
      document.title = `${text} · ${document.title}`;
      show(answer, finder.manifest.logs.length > 1, STEP);
    } catch (error) {
      count.textContent = `The search failed: ${error.message}.`;
    }
  }

  const asked = new URLSearchParams(window.location.search).get("q");
  if (asked && input) input.value = asked;
  update();
})();

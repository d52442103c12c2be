/* Shows the search box and loads the rest of the search when somebody turns to it. */
"use strict";

(() => {
  const root = new URL("..", document.currentScript.src).href;
  const scripts = new Map();
  const taken = new Map();

  /* Loads a file of the site by a script element, which works for pages opened from disk too. */
  function script(path) {
    if (!scripts.has(path)) {
      const loading = new Promise((resolve, reject) => {
        const element = document.createElement("script");
        element.src = root + path;
        element.onload = resolve;
        element.onerror = () => reject(new Error(`${path} could not be loaded`));
        document.head.append(element);
      });
      scripts.set(path, loading);
      // What failed is tried again the next time.
      loading.catch(() => scripts.delete(path));
    }
    return scripts.get(path);
  }

  /* A file of data hands over its text under its own path. */
  async function shard(path) {
    await script(path);
    const name = path.split("?")[0];
    const text = taken.get(name);
    taken.delete(name);
    return text;
  }

  function style(path) {
    if (document.querySelector(`link[href$="${path}"]`)) return;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = root + path;
    document.head.append(link);
  }

  window.issuesKb = { root, script, shard, style, take: (name, text) => taken.set(name, text) };

  const boxes = [...document.querySelectorAll(".search[data-root]")];
  for (const box of boxes) {
    box.hidden = false;
    const input = box.querySelector("input");
    input.hidden = false;
    const begin = async () => {
      style("assets/search.css");
      await script("assets/finder.js");
      await script("assets/searchbox.js");
      window.issuesKb.attach(box, input);
    };
    input.addEventListener("focus", () => begin().catch(() => {}), { once: true });
    if (document.activeElement === input) begin().catch(() => {});
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "/" || typing || !plain || !boxes.length) return;
    event.preventDefault();
    const input = boxes[0].querySelector("input");
    input.focus();
    input.select();
  });
})();

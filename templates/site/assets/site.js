/* Comforts that a page works without: colours, copying, links to headings, ages. */
"use strict";

(() => {
  const root = document.documentElement;

  /* The switch of colours: as the system has it, light, dark. */

  const KEY = "issues-kb-theme";
  const THEMES = { auto: "automatic", light: "light", dark: "dark" };

  function keep(theme) {
    try {
      if (theme === "auto") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch (refused) {
      // The choice then lasts as long as the page.
    }
  }

  function switchThemes(button) {
    const names = Object.keys(THEMES);
    const current = () => root.dataset.theme || "auto";
    const show = () => {
      const words = `Colours: ${THEMES[current()]}`;
      button.lastElementChild.textContent = words;
      button.title = words;
    };
    button.addEventListener("click", () => {
      const theme = names[(names.indexOf(current()) + 1) % names.length];
      if (theme === "auto") delete root.dataset.theme;
      else root.dataset.theme = theme;
      keep(theme);
      show();
    });
    show();
  }

  /* Copying. */

  function copyBySelection(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "unseen";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (refused) {
      // Without a secure connection there is no clipboard to write to.
      return copyBySelection(text);
    }
  }

  function copies(button, source) {
    const words = button.textContent;
    let timer = 0;
    button.addEventListener("click", async () => {
      const done = await copy(source.textContent);
      button.focus({ preventScroll: true });
      button.textContent = done ? "Copied" : "Not copied";
      clearTimeout(timer);
      timer = setTimeout(() => (button.textContent = words), 2000);
    });
  }

  function addCopyButton(block) {
    const frame = document.createElement("div");
    const button = document.createElement("button");
    frame.className = "code";
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-live", "polite");
    block.replaceWith(frame);
    frame.append(block, button);
    copies(button, block.querySelector("code") || block);
  }

  function showCopyButton(button) {
    const source = document.getElementById(button.dataset.copy.replace(/^#/, ""));
    if (!source) return;
    button.setAttribute("aria-live", "polite");
    button.hidden = false;
    copies(button, source);
  }

  /* A link to each part of an issue, shown beside it. */

  function addAnchor(target) {
    if (target.tagName === "PRE") return;
    const link = document.createElement("a");
    link.className = "anchor";
    link.href = `#${target.id}`;
    link.setAttribute("aria-label", "Link to this place");
    link.textContent = "#";
    if (target.tagName === "LI") target.prepend(link);
    else target.append(" ", link);
  }

  /* Which part of an issue is being read. */

  function followReading(contents) {
    const links = [...contents.querySelectorAll("a")];
    const byPart = new Map();
    for (const link of links) {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) byPart.set(heading.closest("section") || heading, link);
    }
    const seen = new Set();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (entry.isIntersecting) seen.add(entry.target);
          else seen.delete(entry.target);
        }
        const first = [...byPart.keys()].find((part) => seen.has(part));
        for (const link of links) link.classList.toggle("here", link === byPart.get(first));
      },
      { rootMargin: "-10% 0px -60% 0px" },
    );
    for (const part of byPart.keys()) observer.observe(part);
  }

  /* On a narrow screen the menu scrolls: to the current page. */

  function showCurrent(link) {
    const menu = link.closest("nav");
    if (link.offsetLeft + link.offsetWidth > menu.clientWidth) menu.scrollLeft = link.offsetLeft - 64;
  }

  /* How long ago a date is. */

  const UNITS = [
    ["year", 365.25],
    ["month", 30.44],
    ["week", 7],
    ["day", 1],
  ];

  function age(date) {
    const days = (Date.now() - Date.parse(date)) / 86_400_000;
    if (!(days >= 1)) return "";
    const [unit, length] = UNITS.find((each) => days >= each[1]);
    const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });
    return words.format(-Math.floor(days / length), unit);
  }

  function addAge(time) {
    const words = age(time.dateTime);
    if (!words) return;
    const span = document.createElement("span");
    span.className = "age";
    span.textContent = words;
    time.after(" ", span);
  }

  /* The lines of the log that hold the issue, which another script knows. */

  function showLines(place) {
    const [line, endLine] = window.issueLines?.[place.dataset.lines] ?? [];
    if (!line) return;
    const words = line === endLine ? `, line ${line}` : `, lines ${line}–${endLine}`;
    place.querySelector(".lines").textContent = words;
    for (const link of place.parentElement.querySelectorAll("a[data-form]")) {
      link.href = link.dataset.form.replace("{line}", line).replace("{end_line}", endLine);
    }
  }

  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
  each("[data-theme-switch]", switchThemes);
  each(".top [aria-current]", showCurrent);
  each("pre", addCopyButton);
  each("button[data-copy]", showCopyButton);
  each(".body h2[id], .body h3[id], .body .learning[id], .body .measure[id]", addAnchor);
  each(".contents", followReading);
  each("time[data-age]", addAge);
  each("[data-lines]", showLines);
})();

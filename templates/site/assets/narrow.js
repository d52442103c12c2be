/* Shows only some of the learnings or measures of a page: by what they are, and by words. */
"use strict";

(() => {
  const place = document.querySelector('[data-filter="learnings"], [data-filter="measures"]');
  if (!place) return;
  const learnings = place.dataset.filter === "learnings";
  const [item, kind, legend] = learnings
    ? ["li.lesson", "rule", "Rule"]
    : ["tr[data-state]", "state", "State"];
  const WORDS = {
    do: "Do", dont: "Don't", when: "When", consider: "Consider", "": "No rule",
    todo: "To do", done: "Done", unknown: "Not marked",
  };
  const ORDER = Object.keys(WORDS);
  const items = [...document.querySelectorAll(item)];
  if (items.length < 2) {
    // The style sheet keeps room for what comes here.
    place.remove();
    return;
  }
  const texts = items.map((each) => each.textContent.toLowerCase());
  const values = [...new Set(items.map((each) => each.dataset[kind]))];
  values.sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
  const chosen = new Set();

  const element = (name, className, text = "") => {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    return made;
  };

  const words = element("input", "filter-text");
  words.type = "search";
  words.placeholder = learnings ? "Words of a learning" : "Words of a measure";
  words.setAttribute("aria-label", words.placeholder);
  const bar = element("div", "filter-bar");
  bar.append(words);
  const said = element("p", "quiet");
  said.setAttribute("role", "status");

  function chip(value) {
    const label = element("label", "filter-chip");
    const box = element("input");
    box.type = "checkbox";
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(value);
      else chosen.delete(value);
      update();
    });
    const number = items.filter((each) => each.dataset[kind] === value).length;
    label.append(box, WORDS[value] ?? value, " ", element("span", "filter-count", String(number)));
    return label;
  }

  function update() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    items.forEach((each, index) => {
      const fits = (!chosen.size || chosen.has(each.dataset[kind]))
        && wanted.every((word) => texts[index].includes(word));
      each.hidden = !fits;
      if (fits) shown += 1;
    });
    // A heading without an item below says nothing.
    for (const list of document.querySelectorAll(".lesson-list")) {
      const empty = !list.querySelector(`${item}:not([hidden])`);
      list.hidden = empty;
      if (list.previousElementSibling?.classList.contains("topic")) list.previousElementSibling.hidden = empty;
    }
    for (const group of document.querySelectorAll(".lessons")) {
      group.hidden = !group.querySelector(`${item}:not([hidden])`);
    }
    const narrowed = chosen.size || wanted.length;
    said.textContent = narrowed ? `${shown} of ${items.length} on this page` : "";
  }

  words.addEventListener("input", update);
  place.append(bar);
  if (values.length > 1) {
    const group = element("fieldset", "filter-group");
    group.append(element("legend", "", legend), ...values.map(chip));
    place.append(group);
  }
  place.append(said);
  place.hidden = false;
})();

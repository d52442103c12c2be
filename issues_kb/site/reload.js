// Served by `issues-kb serve` alone; no file of a site has it.
(() => {
  "use strict";
  const own = document.currentScript;
  const build = own.dataset.build;
  const bar = document.createElement("div");
  bar.setAttribute("role", "alert");
  bar.hidden = true;
  Object.assign(bar.style, {
    position: "fixed",
    insetInline: "0",
    bottom: "0",
    zIndex: "1000",
    maxHeight: "40vh",
    overflow: "auto",
    padding: "0.75rem 1rem",
    background: "#7a1020",
    color: "#fff",
    font: "0.9rem/1.5 ui-monospace, monospace",
    whiteSpace: "pre-wrap",
  });
  document.body.append(bar);
  new EventSource(own.dataset.events).addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    if (String(state.build) !== build) {
      location.reload();
      return;
    }
    bar.textContent = state.error ?? "";
    bar.hidden = state.error === null;
  });
})();

// Before the first paint: the reader's choice of colours, and room for what needs scripts.
(function (root) {
  "use strict";
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("issues-kb-theme");
    if (theme === "light" || theme === "dark") root.setAttribute("data-theme", theme);
  } catch (refused) {
    // Some browsers keep nothing for pages that are opened from disk.
  }
})(document.documentElement);

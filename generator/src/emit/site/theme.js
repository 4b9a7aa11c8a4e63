"use strict";
// Before the page is drawn: the colours that the reader chose, else those of the system.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch {
    // Without a memory the system decides.
  }
})();

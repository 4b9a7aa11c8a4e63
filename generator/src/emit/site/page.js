"use strict";
// What a page can do with scripts and does not need: change colours, copy code, choose actions by their state.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const html = document.documentElement;
  const isDark = () => (html.dataset.theme ? html.dataset.theme === "dark" : dark.matches);

  const theme = document.querySelector("button.theme");
  const show = () => {
    const next = isDark() ? "light" : "dark";
    theme.textContent = next === "dark" ? "Dark" : "Light";
    theme.setAttribute("aria-label", "Use " + next + " colours");
  };
  theme.addEventListener("click", () => {
    html.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem("theme", html.dataset.theme);
    } catch {
      // It is forgotten with the page.
    }
    show();
  });
  dark.addEventListener("change", show);
  theme.hidden = false;
  show();

  // A button on each block of code. The clipboard needs a secure context; a page in a folder has the older way.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.setAttribute("readonly", "");
      area.style.position = "fixed";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  document.body.append(said);
  for (const block of document.querySelectorAll("main pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy the code");
    button.addEventListener("click", async () => {
      const done = await copy(block.querySelector("code").textContent);
      button.textContent = said.textContent = done ? "Copied" : "Not copied";
      button.focus();
      setTimeout(() => { button.textContent = "Copy"; said.textContent = ""; }, 2000);
    });
    const frame = document.createElement("div");
    frame.className = "code";
    block.replaceWith(frame);
    frame.append(block, button);
  }

  // The language of samples that was chosen last.
  const samples = document.querySelector(".samples");
  if (samples) {
    try {
      const known = document.getElementById(localStorage.getItem("sample") || "");
      if (known && known.name === "sample") known.checked = true;
    } catch {
      // The first one is shown.
    }
    samples.addEventListener("change", (event) => {
      try {
        localStorage.setItem("sample", event.target.id);
      } catch {
        // It is forgotten with the page.
      }
    });
  }

  // Only actions of the chosen states; without a choice all of them.
  const filters = document.querySelector(".filters");
  if (filters) {
    const choose = () => {
      const wanted = [...filters.querySelectorAll("input:checked")].map((box) => box.value);
      for (const row of document.querySelectorAll("tr.action")) {
        row.hidden = !wanted.every((state) => row.classList.contains(state));
      }
      for (const table of document.querySelectorAll("main .table")) {
        const rows = [...table.querySelectorAll("tr.action")];
        if (!rows.length) continue;
        const empty = rows.every((row) => row.hidden);
        table.hidden = empty;
        const title = table.previousElementSibling;
        if (title && title.tagName === "H3") title.hidden = empty;
      }
    };
    filters.addEventListener("change", choose);
    filters.hidden = false;
    choose();
  }

  // The current place is in view in a long list of links.
  const here = document.querySelector(".side [aria-current]");
  const side = document.querySelector(".side");
  if (here && side.scrollHeight > side.clientHeight) side.scrollTop = here.offsetTop - side.clientHeight / 3;

  // A link to something folded opens the fold.
  const open = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  addEventListener("hashchange", open);
  open();
})();

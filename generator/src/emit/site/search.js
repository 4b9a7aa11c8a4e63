"use strict";
(() => {
  const root = document.body.dataset.root;
  const box = document.querySelector(".search");
  const input = box.querySelector("input");
  const list = box.querySelector(".results");
  const shown = 40;
  let entries = null;
  let chosen = -1;
  box.hidden = false;

  // The index is fetched with the first key pressed, as a script: pages may be opened from a folder.
  function load(then) {
    if (entries) return then();
    if (window.searchIndex) {
      entries = flatten(window.searchIndex);
      return then();
    }
    const script = document.createElement("script");
    script.src = root + "search-index.js";
    script.onload = () => { entries = flatten(window.searchIndex); then(); };
    script.onerror = () => { entries = []; then(); };
    document.head.append(script);
  }

  // One entry for each page, error code and field.
  function flatten(apis) {
    const all = [];
    for (const api of apis) {
      for (const page of api.entries) {
        const url = root + api.folder + "/" + encodeURI(page.u);
        all.push({ kind: page.k, name: page.n, label: page.l || "", where: api.name, url, key: page.n.toLowerCase() });
        for (const anchor of page.f || []) {
          const dot = anchor.indexOf(".");
          const name = anchor.slice(dot + 1);
          const where = page.n + ", " + anchor.slice(0, dot) + " · " + api.name;
          all.push({ kind: "field", name, label: "", where, url: url + "#" + encodeURIComponent(anchor), key: name.toLowerCase() });
        }
      }
    }
    return all;
  }

  const weight = { page: 0, action: 0, structure: 1, error: 2, field: 3 };

  // Lower is better; none where a word is not found.
  function score(entry, words) {
    let sum = weight[entry.kind] * 10;
    for (const word of words) {
      const at = entry.key.indexOf(word);
      if (at === 0) sum += entry.key.length === word.length ? 0 : 2;
      else if (at > 0) sum += 5;
      else if (entry.label.toLowerCase().startsWith(word)) sum += 4;
      else if (entry.label.toLowerCase().includes(word)) sum += 7;
      else if (entry.where.toLowerCase().includes(word)) sum += 9;
      else return null;
    }
    return sum + (entry.key.length + entry.label.length) / 1000;
  }

  function search() {
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    chosen = -1;
    if (!words.length) return close();
    const found = [];
    for (const entry of entries) {
      const value = score(entry, words);
      if (value !== null) found.push([value, entry]);
    }
    found.sort((a, b) => a[0] - b[0]);
    show(found.slice(0, shown).map((pair) => pair[1]), found.length);
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function show(found, count) {
    list.replaceChildren();
    for (const entry of found) {
      const link = document.createElement("a");
      link.href = entry.url;
      link.append(element("b", entry.name), " ", element("small", entry.kind), document.createElement("br"));
      link.append(element("small", [entry.label, entry.where].filter(Boolean).join(" · ")));
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    if (count === 0) list.append(element("li", "Nothing found.", "none"));
    if (count > found.length) list.append(element("li", count - found.length + " more: add a word to narrow the search.", "none"));
    list.hidden = false;
  }

  function close() {
    list.hidden = true;
    chosen = -1;
  }

  function choose(step) {
    const links = list.querySelectorAll("a");
    if (!links.length) return;
    if (chosen >= 0) links[chosen].classList.remove("chosen");
    chosen = (chosen + step + links.length) % links.length;
    links[chosen].classList.add("chosen");
    links[chosen].scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", () => load(search));
  input.addEventListener("focus", () => { if (input.value) load(search); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1);
    } else if (event.key === "Enter") {
      const link = list.querySelector("a.chosen") || list.querySelector("a");
      if (link && !list.hidden) { close(); link.click(); }
    } else if (event.key === "Escape") {
      close();
      input.blur();
    }
  });
  list.addEventListener("click", () => close());
  document.addEventListener("click", (event) => { if (!box.contains(event.target)) close(); });
  document.addEventListener("keydown", (event) => {
    const busy = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !busy && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
})();

"use strict";
// The search: a combobox over actions, structures, error codes, pages and fields of all APIs. The API that is being read
// comes first. Names are found as any tool writes them (`create_listener`), and with a letter or two wrong.
(() => {
  const root = document.body.dataset.root;
  const reading = document.body.dataset.api;
  const box = document.querySelector(".search");
  const shown = 40;
  const weight = { page: 0, action: 0, structure: 1, error: 2, field: 3 };
  let entries = null;
  let chosen = -1;

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const key of Object.keys(attributes)) made.setAttribute(key, attributes[key]);
    made.append(...children);
    return made;
  };
  const input = element("input", {
    type: "search", role: "combobox", placeholder: "Search (press /)", autocomplete: "off", spellcheck: "false",
    "aria-label": "Search actions, fields, structures and error codes", "aria-autocomplete": "list",
    "aria-expanded": "false", "aria-controls": "results",
  });
  const list = element("div", { id: "results", class: "results", role: "listbox", "aria-label": "Found", hidden: "" });
  const status = element("p", { class: "unseen", role: "status" });
  box.append(input, list, status);
  box.hidden = false;

  // The index is fetched once the search is used, as a script: pages may be opened from a folder.
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

  // A name without case and joints: `create_listener`, `create-listener` and `CreateListener` are one.
  const plain = (text) => text.toLowerCase().replace(/[_\-]/g, "");

  // One entry for each page, error code and field.
  function flatten(apis) {
    const all = [];
    for (const api of apis) {
      const far = api.folder === reading || !reading ? 0 : 6;
      for (const page of api.entries) {
        const url = root + (api.folder ? api.folder + "/" : "") + encodeURI(page.u);
        const label = page.l || "";
        all.push({ kind: page.k, name: page.n, label, where: api.name, url, far, key: plain(page.n), text: label.toLowerCase() });
        for (const anchor of page.f || []) {
          const dot = anchor.indexOf(".");
          const name = anchor.slice(dot + 1);
          const where = page.n + ", " + anchor.slice(0, dot) + " · " + api.name;
          all.push({ kind: "field", name, label: "", where, url: url + "#" + encodeURIComponent(anchor), far, key: plain(name), text: "" });
        }
      }
    }
    return all;
  }

  // Lower is better; null where a word is not found.
  function score(entry, words) {
    let sum = weight[entry.kind] * 10 + entry.far;
    for (const word of words) {
      const at = entry.key.indexOf(word);
      if (at === 0) sum += entry.key.length === word.length ? -4 : 2;
      else if (at > 0) sum += 5;
      else if (entry.text && entry.text.startsWith(word)) sum += 4;
      else if (entry.text && entry.text.includes(word)) sum += 7;
      else if (words.length > 1 && entry.where.toLowerCase().includes(word)) sum += 9;
      else return null;
    }
    return sum + (entry.key.length + entry.label.length) / 1000;
  }

  // How many letters of a word are wrong, where a name begins like it; more than `most` is more than that.
  function distance(word, key, most) {
    const width = Math.min(key.length, word.length + most);
    if (width < word.length - most) return most + 1;
    let before = Array.from({ length: width + 1 }, (_, column) => column);
    let older = null;
    for (let row = 1; row <= word.length; row++) {
      const line = [row];
      let least = row;
      for (let column = 1; column <= width; column++) {
        const same = word[row - 1] === key[column - 1];
        let value = Math.min(before[column] + 1, line[column - 1] + 1, before[column - 1] + (same ? 0 : 1));
        const swapped = row > 1 && column > 1 && word[row - 1] === key[column - 2] && word[row - 2] === key[column - 1];
        if (swapped) value = Math.min(value, older[column - 2] + 1);
        line.push(value);
        if (value < least) least = value;
      }
      if (least > most) return most + 1;
      older = before;
      before = line;
    }
    return Math.min(...before);
  }

  function find(query) {
    const words = query.trim().split(/\s+/).map(plain).filter(Boolean);
    if (!words.length) return null;
    const found = [];
    for (const entry of entries) {
      const value = score(entry, words);
      if (value !== null) found.push([value, entry]);
    }
    const joined = words.join("");
    if (found.length < 3 && joined.length >= 4) {
      const known = new Set(found.map((pair) => pair[1]));
      const most = joined.length >= 8 ? 2 : 1;
      for (const entry of entries) {
        if (known.has(entry)) continue;
        const wrong = distance(joined, entry.key, most);
        if (wrong > most) continue;
        const rest = Math.abs(entry.key.length - joined.length);
        found.push([100 + wrong * 20 + weight[entry.kind] * 10 + entry.far + rest / 4, entry]);
      }
    }
    found.sort((a, b) => a[0] - b[0]);
    return found.map((pair) => pair[1]);
  }

  const foreign = /[\u3400-\u9fff]/;

  function show(found) {
    list.replaceChildren();
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    if (!found) return close();
    found.slice(0, shown).forEach((entry, index) => {
      const about = [entry.label, entry.where].filter(Boolean).join(" · ");
      const small = element("small", foreign.test(about) ? { lang: "zh" } : {}, about);
      const kind = element("small", {}, entry.kind);
      const option = element("a", { role: "option", id: "result-" + index, href: entry.url, tabindex: "-1", "aria-selected": "false" });
      option.append(element("b", {}, entry.name), " ", kind, element("br", {}), small);
      list.append(option);
    });
    const more = found.length - shown;
    const word = found.length === 1 ? "1 result" : found.length + " results";
    status.textContent = found.length ? word : "Nothing found";
    const note = !found.length ? "Nothing found." : more > 0 ? more + " more: add a word to narrow the search." : "";
    if (note) list.append(element("p", { class: "none", role: "presentation" }, note));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    if (found.length) choose(1);
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(step) {
    const options = list.querySelectorAll("[role=option]");
    if (!options.length) return;
    if (chosen >= 0) options[chosen].setAttribute("aria-selected", "false");
    chosen = (chosen + step + options.length) % options.length;
    const option = options[chosen];
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  const search = () => load(() => {
    const begun = performance.now();
    show(find(input.value));
    list.dataset.took = (performance.now() - begun).toFixed(1);
  });

  input.addEventListener("input", search);
  input.addEventListener("focus", () => load(() => { if (input.value) search(); }));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      else choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const option = list.querySelectorAll("[role=option]")[Math.max(chosen, 0)];
      if (option && !list.hidden) { close(); option.click(); }
    } else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      close();
    } else if (event.key === "Tab") {
      close();
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

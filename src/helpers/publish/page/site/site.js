/* Find, narrow and sort rows, and set councils on a chart, by data- attributes; without it a page shows the same. */
"use strict";
(() => {
  const MOST = 4; // councils beside one's own
  const all = (query, inside = document) => [...inside.querySelectorAll(query)];
  const terms = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").match(/[a-z0-9]+/g) || [];
  const fill = (node, about, inside) => {
    Object.entries(about).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...inside);
    return node;
  };
  const make = (name, about = {}, ...inside) => fill(document.createElement(name), about, inside);
  const button = (words, act) => {
    const one = make("button", { type: "button" }, words);
    one.addEventListener("click", act);
    return one;
  };
  const status = () => make("div", { role: "status" });
  const group = (words) => make("div", { class: "tools", role: "group", "aria-label": words });

  // What is chosen stands behind the # of the address: a link keeps it
  const parts = () => new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : "");
  const stored = (name) => parts().get(name) || "";
  const store = (name, value) => {
    if (stored(name) === value) return;
    const now = parts();
    if (value) now.set(name, value);
    else now.delete(name);
    history.replaceState(null, "", "#" + String(now).replaceAll("%2C", ","));
  };
  const follow = (open) => {
    addEventListener("hashchange", open);
    open();
  };

  // A term finds words that begin with it; a plural also the singular; two also as one
  const finds = (wanted, words, whole) => wanted.every((term) => {
    const start = term.length > 3 ? term.replace(/(s|x|ch|sh)es$|([^s])s$/, "$1$2") : term;
    return words.some((word) => (whole ? [term, start].includes(word) : word.startsWith(start)));
  }) || (wanted.length > 1 && finds([wanted.join("")], words, whole));

  const addTools = (table) => {
    const { tools: named, find: label, filters, orders = "[]", ignored = "" } = table.dataset;
    const split = (row, name) => (row.dataset[name] || "").split(",");
    const rows = [...table.tBodies[0].rows].map((row, index) => ({
      row, index, title: terms(row.querySelector("th").textContent), words: terms(row.dataset.words || ""),
      is: split(row, "is"), order: split(row, "order"),
    }));
    const said = status();
    const bar = group(`Find, narrow and sort: ${table.caption.textContent}`);
    const field = label && make("input", { type: "search", autocomplete: "off" });
    const fields = make("div");
    let sorted; // by a head or an order
    let timer;
    const choice = (name, first, options, act) => {
      const select = make("select", {}, ...[["", first], ...options].map(([value, words]) => make("option", { value }, words)));
      select.addEventListener("change", act);
      fields.append(make("label", {}, name, select));
      return select;
    };
    const sort = (by) => {
      sorted = by;
      if (order && (!by || by.head)) order.value = "";
      apply();
    };
    const apply = () => {
      const wanted = field ? terms(field.value).filter((term) => !ignored.split(" ").includes(term)) : [];
      rows.forEach((one) => {
        one.row.hidden = !finds(wanted, [...one.title, ...one.words])
          || selects.some((select, at) => select.value && select.value !== one.is[at]);
        const value = sorted && sorted.of(one);
        one.key = sorted ? (value ? sorted.sign * value : Infinity)
          : !finds(wanted, one.title) + !finds(wanted, one.title, true); // titles with the whole word first
      });
      const before = (a, b) => (a.key === b.key ? a.index - b.index : a.key - b.key);
      table.tBodies[0].append(...[...rows].sort(before).map((one) => one.row));
      all("thead th", table).forEach((head) => head.removeAttribute("aria-sort"));
      const way = sorted && (sorted.sign > 0 ? "ascending" : "descending");
      if (sorted && sorted.head) sorted.head.setAttribute("aria-sort", way);
      const left = rows.filter((one) => !one.row.hidden).length;
      const by = sorted ? `, sorted by ${sorted.words}${sorted.head ? `, ${way}` : ""}` : "";
      const answers = all("main ul:not([role] *)").map((list) => [list.previousElementSibling, [...list.children].filter((one) =>
        one.dataset.words && wanted.length && finds(wanted, terms(one.dataset.words)))]).filter(([, items]) => items.length);
      clearTimeout(timer);
      timer = setTimeout(() => said.replaceChildren(`${left} of ${rows.length} ${named}${by}.${left || answers.length ? "" : " Try another word."}`, ...answers.flatMap(([head, items]) =>
        [make("p", {}, `${head.textContent}:`), make("ul", {}, ...items.map((one) => one.cloneNode(true)))])), 200);
      if (field) store("find", field.value.trim());
    };
    if (field) {
      field.addEventListener("input", apply);
      bar.append(make("label", { class: "find" }, label, field));
    }
    const selects = JSON.parse(filters).map(([name, choices], at) => choice(name, "All", choices.map((words, index) =>
      [index, `${words} (${rows.filter((one) => one.is[at] === String(index)).length})`]), () => apply()));
    const others = JSON.parse(orders);
    const order = others.length && choice("Sort by", "As printed", [...others.entries()], () => sort(order.value
      && { of: (one) => one.order[order.value], sign: 1, words: others[order.value] }));
    bar.append(make("details", innerWidth > 736 ? { open: "" } : {}, make("summary", {}, "Narrow and sort"), fields));
    bar.append(button("Show all", () => {
      [field, ...selects].forEach((one) => one && (one.value = ""));
      sort();
    }), said);
    all("th[data-sorts]", table).forEach((head) => {
      const { cellIndex, textContent: words } = head;
      head.replaceChildren(button(words, () => sort({
        head, words, of: (one) => one.row.cells[cellIndex].dataset.sort, sign: sorted && sorted.head === head ? -sorted.sign : 1,
      })));
    });
    table.classList.add("sorts");
    table.closest(".table").before(bar);
    follow(() => {
      if (field && field.value.trim() !== stored("find")) field.value = stored("find");
      apply();
    });
  };

  const SHAPES = ["M-4-4h8v8h-8z", "M0-5l5 9h-10z", "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", "M0-6l6 6-6 6-6-6z"];

  const addCouncils = (table, figure) => {
    const [[low, high, top, bottom, right], periods] = JSON.parse(figure.dataset.scale);
    const svg = figure.querySelector("svg");
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const draw = (name, about, ...inside) => fill(document.createElementNS(svg.namespaceURI, name), about, inside);
    const layer = draw("g", {});
    const labels = all("text", svg).filter((text) => text.getAttribute("x") > right).map((text) => +text.getAttribute("y"));
    svg.firstElementChild.append(layer);
    const heads = [...table.tHead.rows[0].cells].map((head) => head.textContent);
    const codes = table.dataset.compares.split(" ");
    const coded = (of) => all("tbody tr", of).map((row, at) => [codes[at], row]).filter(([code]) => code > "-");
    const rows = new Map(coded(table));
    const name = (code) => rows.get(code).cells[0].textContent;
    const number = (cell) => parseFloat(cell.dataset.value || cell.textContent.replace("\u2212", "-").replace(/[\u00a3,]/g, ""));
    const across = (value) => top + ((bottom - top) * (high - Math.min(Math.max(value, low), high))) / (high - low);
    let chosen = [];

    const drawLine = (code, index, taken) => {
      const kind = `chosen chosen-${index + 1}`;
      const mark = (x, y) => layer.append(draw("path", { class: kind, d: SHAPES[index], transform: `translate(${x} ${y})` }));
      let path = "";
      let before;
      let last;
      periods.forEach(([period, x, stretch]) => {
        const cell = rows.get(code).cells[heads.indexOf(period)];
        const value = cell ? number(cell) : NaN;
        if (Number.isNaN(value)) { before = undefined; return; }
        const y = across(value);
        path += `${before === stretch ? "L" : "M"}${x} ${y}`;
        mark(x, y);
        before = stretch;
        last = { x, y, printed: cell.textContent };
      });
      if (!last) return 0;
      const isFree = (y) => y > top && y < bottom + 5 && taken.every((other) => Math.abs(other - y) >= 17);
      let y = last.y + 5;
      for (let step = 0; step < height && !isFree(y); step += 1) y = last.y + 5 + (step % 2 ? -step : step);
      taken.push(y);
      layer.append(draw("path", { class: `${kind} line`, d: `${path}M${last.x} ${last.y}L${right + 4} ${y - 5}` }));
      mark(right + 9, y - 5);
      const text = draw("text", { class: "chosen-name", x: right + 17, y }, `${name(code)} ${last.printed}`);
      layer.append(text);
      return right + 21 + text.getComputedTextLength();
    };

    const said = status();
    const select = make("select");
    const list = make("div");
    const bar = group("Other councils");
    const show = () => {
      const others = [...rows.keys()].filter((code) => !chosen.includes(code)).sort((a, b) => name(a).localeCompare(name(b), "en"));
      select.replaceChildren(...(chosen.length < MOST ? others.map((code) => make("option", { value: code }, name(code)))
        : [make("option", { value: "" }, `${MOST} at most`)]));
      const copy = table.parentNode.cloneNode(true), words = "The councils compared";
      copy.setAttribute("aria-label", words);
      copy.querySelector("caption").textContent = words;
      coded(copy).forEach(([code, row]) => {
        if (!chosen.includes(code)) row.remove();
        else row.cells[0].append(" ", fill(button("Remove", () => {
          choose(chosen.filter((other) => other !== code), `${name(code)} is removed.`);
          select.focus();
        }), { "aria-label": `Remove ${name(code)}` }, []));
      });
      list.replaceChildren(...(chosen.length ? [copy] : []));
      layer.replaceChildren();
      const taken = [...labels];
      const end = Math.ceil(Math.max(width, ...chosen.map((code, index) => drawLine(code, index, taken))));
      svg.setAttribute("viewBox", `0 0 ${end} ${height}`);
      svg.setAttribute("width", end);
    };
    const choose = (codes, words) => {
      chosen = [...new Set(codes)].filter((code) => rows.has(code)).slice(0, MOST);
      store("with", chosen.join());
      show();
      said.textContent = words;
    };
    bar.append(make("label", {}, "Compare with", select), button("Add", () => {
      const code = select.value;
      if (code) choose([...chosen, code], `${name(code)} is added.`);
    }), said, list);
    figure.after(bar);
    follow(() => choose(stored("with").split(","), ""));
  };

  all("table[data-tools]").forEach(addTools);
  const table = document.querySelector("table[data-compares]");
  const figure = document.querySelector("figure[data-scale]");
  if (table && figure) addCouncils(table, figure);
})();

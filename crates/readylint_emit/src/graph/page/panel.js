// The selection, the panels around the picture, and the keyboard. Last of the parts: it starts the page.

function onEnter(element, act) {
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      dragged = false;
      act();
    }
  });
}

// Shows what belongs to the selected node and to the search.
function emphasise() {
  const found = new Set(hits);
  const near = new Set(hits);
  if (selected) {
    near.add(selected);
    for (const edge of selected.out) if (isDrawn(edge)) near.add(edge.to);
    for (const edge of selected.in) if (isDrawn(edge)) near.add(edge.from);
  }
  scene.classList.toggle("dim", !!selected || !!byId("search").value);
  for (const [node, mark] of marks) {
    mark.classList.toggle("near", near.has(node));
    mark.classList.toggle("selected", node === selected);
    mark.classList.toggle("hit", found.has(node));
  }
  const named = [];
  for (const { it, line, extras, x, y, relations } of lines) {
    const own = selected && it.edges.some((edge) => edge.from === selected || edge.to === selected);
    for (const element of [line, line.parentNode, ...extras]) element.classList.toggle("near", !!own);
    if (own && it.look !== "blocked") named.push([x, y, relations]);
  }
  // What the lines of the selected node mean, unless they are too many to read.
  words.replaceChildren();
  const taken = [];
  for (const [x, y, text] of named.length > 24 ? [] : named) {
    let free = y;
    while (taken.some(([left, top]) => Math.abs(left - x) < 70 && Math.abs(top - free) < 13)) free += 13;
    taken.push([x, free]);
    svg("text", { class: "tag", x: n(x), y: n(free - 4) }, words, text);
  }
}

function select(node, andCentre) {
  selected = node;
  describe();
  if (node && andCentre) centre(node);
  else if (node) reveal(node);
  emphasise();
}

function pointTo(at, parent) {
  if (!at) return;
  const text = `${at.file}:${at.line}:${at.column}`;
  // Only paths have an href.
  const element = html(at.href ? "a" : "span", "", parent, text);
  if (at.href) element.href = `${at.href}#L${at.line}`;
}

function describe() {
  const panel = byId("details");
  const focused = panel.contains(document.activeElement);
  panel.hidden = !selected;
  panel.replaceChildren();
  if (!selected) {
    if (focused) picture.focus();
    return;
  }
  const close = html("button", "close", panel, "✕");
  close.type = "button";
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => select(null));
  if (focused) close.focus();
  html("h2", "", panel, selected.name);
  const list = html("dl", "", panel);
  const row = (term, value) => {
    html("dt", "", list, term);
    return html("dd", "", list, value);
  };
  row("kind", title(selected));
  if (selected.apiVersion) row("apiVersion", selected.apiVersion);
  row(
    selected.state ? "asked for in" : "namespace",
    selected.namespace === null ? "not set" : selected.namespace,
  );
  if (selected.at) pointTo(selected.at, row("file"));
  for (const [heading, all, other] of [
    ["Refers to", selected.out, "to"],
    ["Referred to by", selected.in, "from"],
  ]) {
    const its = all.filter((edge) => edge.from !== edge.to);
    if (!its.length) continue;
    html("h2", "", panel, `${heading} (${its.length})`);
    const rank = (edge) => (edge.bad ? 0 : QUIET.includes(edge.key) ? 2 : 1);
    const sorted = its.sort((a, b) => rank(a) - rank(b));
    for (const edge of sorted.slice(0, MOST_ITEMS)) {
      const line = html("div", "ref", panel);
      const verdict =
        { blocked: " · denied", unknown: " · cannot tell", unresolved: " · not found" }[edge.look] || "";
      item(
        line,
        `${edge.relation}${verdict}`,
        fullName(edge[other]),
        edge.bad,
        edge[other],
        edge.to.name === edge.target ? "" : edge.target,
      );
      pointTo(edge.at, line);
    }
    if (sorted.length > MOST_ITEMS) html("p", "ref", panel, `and ${sorted.length - MOST_ITEMS} more`);
  }
}

function item(parent, small, text, bad, node, more) {
  const button = html("button", "item" + (bad ? " bad" : ""), parent);
  button.type = "button";
  html("small", "", button, small);
  html(bad ? "b" : "span", "", button, text);
  if (more) html("small", "", button, more);
  button.addEventListener("click", () => select(node, true));
  return button;
}

function problems() {
  const panel = byId("problems");
  const missing = new Map();
  for (const edge of edges) {
    if (edge.look !== "unresolved" || SILENT.includes(edge.key)) continue;
    const key = edge.to.state ? edge.to : edge;
    if (!missing.has(key)) missing.set(key, []);
    missing.get(key).push(edge);
  }
  const blocked = edges.filter((edge) => edge.look === "blocked");
  const lists = [...missing.values()];
  html("h2", "", panel, "Problems");
  if (!missing.size && !blocked.length)
    html("p", "fine", panel, "Everything that is referred to exists, no flow is denied.");
  const part = (heading, list, write) => {
    if (!list.length) return;
    const details = html("details", "", panel);
    details.open = true;
    const summary = html("summary", "", details, heading);
    html("span", "count bad", summary, list.length);
    const items = html("ul", "", details);
    for (const it of list.slice(0, MOST_ITEMS)) write(it, html("li", "", items));
    if (list.length > MOST_ITEMS) html("li", "help", items, `and ${list.length - MOST_ITEMS} more`);
  };
  part("Blocked flows", blocked, (edge, parent) =>
    item(parent, edge.target, `${short(edge.from)} → ${short(edge.to)}`, true, edge.from),
  );
  part("Unresolved references", lists, (list, parent) => {
    const [edge] = list;
    const users = [...new Set(list.map((it) => short(it.from)))];
    const by = users.slice(0, 3).join(", ") + (users.length > 3 ? ` and ${users.length - 3} more` : "");
    item(
      parent,
      `${edge.relation} · by ${by}`,
      `${edge.to.kind} ${edge.to.state ? edge.to.name : edge.target}`.trim(),
      true,
      edge.to.state && isDrawn(edge) ? edge.to : edge.from,
    );
  });
}
const short = (node) => (node.home ? homeName(node.home) + "/" : "") + node.name;

function filters() {
  const panel = byId("filters");
  html("h2", "", panel, "Show");
  const count = (values) => {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].sort(([a], [b]) => compare(a, b));
  };
  const group = (heading, counts, set, name, open) => {
    if (counts.length < 1) return;
    const details = html("details", "", panel);
    details.open = open;
    const summary = html("summary", "", details, heading);
    const shownCount = html("span", "count", summary);
    const boxes = [];
    const change = (value, on) => {
      if (on) {
        set.delete(value);
        if (set === hidden.relation) quiet.delete(value);
      } else set.add(value);
    };
    const tell = () => {
      shownCount.textContent = `${boxes.filter((it) => it.checked).length}/${boxes.length}`;
    };
    const redraw = () => {
      tell();
      draw();
    };
    for (const on of [true, false]) {
      const all = html("button", "all", details, on ? "all" : "none");
      all.type = "button";
      all.addEventListener("click", () => {
        boxes.forEach((it, at) => {
          it.checked = on;
          change(counts[at][0], on);
        });
        redraw();
      });
    }
    const list = html("ul", "", details);
    for (const [value, number] of counts) {
      const label = html("label", "", html("li", "", list));
      const box = html("input", "", label);
      box.type = "checkbox";
      box.checked = set !== hidden.relation || !quiet.has(value);
      box.addEventListener("change", () => {
        change(value, box.checked);
        redraw();
      });
      html("span", "", label, name(value)).title = name(value);
      html("span", "count", label, number);
      boxes.push(box);
    }
    tell();
  };
  group(
    "Namespaces",
    count(nodes.filter((node) => !node.state).map((node) => node.home)),
    hidden.home,
    homeName,
    homes.length <= 8,
  );
  group("Kinds", count(nodes.map((node) => node.state || node.kind)), hidden.kind, (it) => it, false);
  group("Relations", count(edges.map((edge) => edge.key)), hidden.relation, (it) => it, false);
}

function legend() {
  byId("legend").open = innerWidth > 1180;
  const list = byId("legend").querySelector("ul");
  for (const [look, [words]] of Object.entries(LOOKS)) {
    const line = html("li", "", list);
    const sample = svg("svg", { viewBox: "0 0 34 14", "aria-hidden": "true" }, line);
    svg("path", { class: "edge " + look, d: "M1 7H33" }, sample);
    html("span", "", line, words);
  }
}

function search(step) {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!step) {
    hits = words.length
      ? nodes.filter((node) => {
          const text = [title(node), node.name, homeName(node.home), node.at ? node.at.file : ""]
            .join(" ")
            .toLowerCase();
          return isShown(node) && words.every((word) => text.includes(word));
        })
      : [];
    hit = -1;
    selected = null;
    describe();
  } else if (hits.length) {
    hit = (hit + step + hits.length) % hits.length;
    select(hits[hit], true);
  }
  byId("found").textContent = !words.length
    ? ""
    : hits.length
      ? `${hit < 0 ? "" : hit + 1 + " of "}${hits.length} found · Enter for the next`
      : "nothing found";
  if (!step && hits.length === 1) centre(hits[0]);
  emphasise();
}

let typed = 0;
byId("search").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(search, objects > MANY ? 250 : 0, 0);
});
byId("search").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  if (hit < 0) {
    clearTimeout(typed);
    search(0);
  }
  search(event.shiftKey ? -1 : 1);
});
byId("closer").addEventListener("click", () => zoomCentre(1.3));
byId("farther").addEventListener("click", () => zoomCentre(1 / 1.3));
byId("fit").addEventListener("click", fit);
byId("menu").addEventListener("click", () => {
  document.body.classList.toggle("narrow");
  fit();
});
byId("fold").addEventListener("click", () => {
  const all = layout.boxes.every((box) => box.folded);
  for (const home of homes)
    if (all) folded.delete(home);
    else folded.add(home);
  draw();
  fit();
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.tagName === "INPUT" && event.target.type === "search";
  if (event.key === "Escape") {
    if (selected) select(null);
    else if (byId("search").value) {
      byId("search").value = "";
      search(0);
    } else if (typing) picture.focus();
  } else if (typing) return;
  else if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
    byId("search").select();
  } else if (event.key === "+" || event.key === "=") zoomCentre(1.3);
  else if (event.key === "-") zoomCentre(1 / 1.3);
  else if (event.key === "0") fit();
  else if (event.target === picture && event.key.startsWith("Arrow")) {
    event.preventDefault();
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[
      event.key
    ];
    view.x += step[0];
    view.y += step[1];
    move();
  }
});

const namespaces = homes.filter(Boolean).length;
byId("summary").textContent =
  `${objects} object${objects === 1 ? "" : "s"} · ${edges.length} relation${edges.length === 1 ? "" : "s"} · ${namespaces} namespace${namespaces === 1 ? "" : "s"}`;
document.body.classList.toggle("small", objects <= MANY);
problems();
filters();
legend();
draw();
fit();

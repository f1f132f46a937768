// The picture, how it is moved, and what is emphasised in it.

const picture = byId("picture");
let scene = null,
  words = null,
  view = { x: 0, y: 0, k: 1 },
  marks = new Map(),
  lines = [],
  layout = null;

function svg(name, attributes, parent, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}
function html(name, className, parent, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}
const cut = (text, length) =>
  Array.from(text).length > length
    ? Array.from(text)
        .slice(0, length - 1)
        .join("") + "…"
    : text;

// Writes `text` into `element`, cut to `room`; `measured` is what must fit. Measuring many would take long: in a large
// graph `estimate` is how many characters fit.
let loose = [];
function write(element, text, room, estimate, measured = element) {
  const exact = objects <= MANY;
  element.textContent = cut(text, exact ? 60 : Math.max(3, Math.floor(estimate)));
  if (exact) loose.push({ element, measured, text, room });
}
function tighten() {
  for (let round = 0; round < 5 && loose.length; round += 1) {
    const lengths = loose.map((it) => it.measured.getComputedTextLength());
    const long = loose.filter((it, at) => lengths[at] > it.room);
    const over = lengths.filter((length, at) => length > loose[at].room);
    long.forEach((it, at) => {
      const written = Array.from(it.element.textContent).length;
      const whole = Array.from(it.measured.textContent).length;
      const excess = Math.ceil((1 - it.room / over[at]) * whole);
      it.element.textContent = cut(it.text, Math.max(1, written - excess));
    });
    loose = long;
  }
  loose = [];
}

function draw() {
  layout = layOut();
  picture.replaceChildren();
  marks = new Map();
  lines = [];
  const defs = svg("defs", {}, picture);
  for (const look of Object.keys(LOOKS)) {
    const marker = svg(
      "marker",
      {
        id: "m-" + look,
        viewBox: "0 0 8 8",
        refX: 7.2,
        refY: 4,
        markerWidth: look === "blocked" ? 12 : 8,
        markerHeight: look === "blocked" ? 12 : 8,
        markerUnits: "userSpaceOnUse",
        orient: "auto-start-reverse",
      },
      defs,
    );
    svg("path", { d: "M0 .6 8 4 0 7.4z" }, marker);
  }
  scene = svg("g", { id: "scene" }, picture);
  const below = svg("g", {}, scene),
    between = svg("g", {}, scene),
    above = svg("g", {}, scene),
    top = svg("g", {}, scene);
  words = svg("g", { class: "words" }, scene);
  for (const box of layout.boxes) drawBox(box, box.folded ? above : below);
  const links = layout.links.slice(0, MOST_EDGES);
  const crowd = links.length > MANY;
  scene.classList.toggle("crowd", crowd);
  drawLinks(links, between, top, crowd);
  for (const box of layout.boxes) {
    if (box.folded) continue;
    for (const node of box.nodes) if (node.spot) drawNode(node, above);
  }
  tighten();
  const left = layout.links.length - links.length;
  const folds = layout.boxes.filter((box) => box.folded).length;
  const notices = [];
  if (left > 0) notices.push(`${left} edges are not drawn: filter to see them`);
  if (folds && folds === layout.boxes.length && objects > MANY)
    notices.push(`${objects} objects: click a namespace to open it`);
  if (!layout.boxes.length)
    notices.push(objects ? "Everything is filtered out" : "There is nothing in this graph");
  byId("notice").textContent = notices.join(" · ");
  byId("notice").hidden = !notices.length;
  byId("fold").textContent = folds < layout.boxes.length ? "Collapse all" : "Expand all";
  move();
  emphasise();
}

function drawBox(box, parent) {
  const group = svg(
    "g",
    {
      class: "box" + (box.folded ? " folded" : "") + (box.folded && box.bad ? " bad" : ""),
      transform: `translate(${box.x} ${box.y})`,
    },
    parent,
  );
  svg("rect", { width: box.w, height: box.h, rx: 12 }, group);
  svg(
    "path",
    {
      class: "head",
      d: `M.6 ${HEAD}V12A11.4 11.4 0 0 1 12 .6H${box.w - 12}A11.4 11.4 0 0 1 ${box.w - 0.6} 12V${HEAD}z`,
    },
    group,
  );
  const name = homeName(box.home);
  const room = box.w - (box.folded ? 90 : box.bad ? 170 : 130);
  write(svg("text", { class: "title", x: 38, y: 26 }, group), name, room, room / 8.9);
  const count = box.nodes.filter((node) => !node.state).length;
  const words = `${count} object${count === 1 ? "" : "s"}`;
  if (box.folded) svg("text", { class: "sub", x: 38, y: 61 }, group, words);
  else
    svg("text", { class: "sub", x: box.w - (box.bad ? 52 : 16), y: 25, "text-anchor": "end" }, group, words);
  if (box.bad) {
    const badge = svg("g", { class: "badge", transform: `translate(${box.w - 42} 11)` }, group);
    svg("rect", { width: 28, height: 18, rx: 9 }, badge);
    svg("text", { x: 14, y: 13 }, badge, box.bad > 999 ? "1k+" : box.bad);
    svg("title", {}, badge, `${box.bad} problem${box.bad === 1 ? "" : "s"}`);
  }
  const fold = svg(
    "g",
    {
      class: "fold",
      tabindex: 0,
      role: "button",
      "aria-expanded": String(!box.folded),
      "aria-label": `Namespace ${name}, ${words}`,
    },
    group,
  );
  svg("rect", { width: box.folded ? box.w : 34, height: box.folded ? box.h : HEAD }, fold);
  svg("path", { d: box.folded ? "M16 14l8 6-8 6z" : "M13 16h13l-6.5 9z" }, fold);
  if (box.folded) fold.dataset.id = "namespace" + box.home;
  box.fold = fold;
  const toggle = () => {
    if (!dragged) foldOrOpen(box.home);
  };
  fold.addEventListener("click", toggle);
  onEnter(fold, toggle);
}

function foldOrOpen(home) {
  if (folded.has(home)) folded.delete(home);
  else folded.add(home);
  draw();
  const box = layout.boxes.find((it) => it.home === home);
  if (!box || box.folded) fit();
  else show(box);
  if (box) box.fold.focus();
}

function drawNode(node, parent) {
  const { x, y, w, h } = node.spot;
  const chip = h < H && !node.isNamespace;
  const group = svg(
    "g",
    {
      class: ["node", "r" + node.role, node.state, chip ? "chip" : "", node.isNamespace ? "namespace" : ""]
        .filter(Boolean)
        .join(" "),
      transform: `translate(${x} ${y})`,
      tabindex: 0,
      role: "button",
      "aria-label": fullName(node),
    },
    parent,
  );
  group.dataset.id = node.id;
  svg("rect", { width: w, height: h, rx: chip ? 5 : 7 }, group);
  if (chip) {
    const kind = SHORT[node.kind] || node.kind;
    const line = svg("text", { x: 8, y: 13.5, class: "name" }, group);
    svg("tspan", { class: "kind" }, line, kind);
    const scope = node.hosts && node.hosts.length > 1 ? " · all pods" : "";
    const part = svg("tspan", { dx: 5 }, line);
    write(part, node.name + scope, w - 14, (w - 20 - kind.length * 6.4) / 5.4, line);
  } else if (!node.isNamespace) {
    if (!node.state)
      svg(
        "path",
        { class: "bar", d: `M7 .5H5V${h - 0.5}H7A6.5 6.5 0 0 1 .5 ${h - 7}V7A6.5 6.5 0 0 1 7 .5z` },
        group,
      );
    write(svg("text", { x: 13, y: 14.5, class: "kind" }, group), title(node), w - 20, 25);
    const long = Array.from(node.name).length > 18;
    const line = svg("text", { x: 13, y: 30, class: long ? "name long" : "name" }, group);
    write(line, node.name, w - 20, 23);
  }
  svg("title", {}, group, fullName(node) + (node.at ? `\n${node.at.file}:${node.at.line}` : ""));
  group.addEventListener("click", () => {
    if (!dragged) select(node, false);
  });
  onEnter(group, () => select(node, false));
  marks.set(node, group);
}

const rectOf = (thing) => thing.spot || thing;

function drawLinks(links, parent, top, crowd) {
  // Ends of lines on one side of a node lie apart.
  const sides = new Map();
  links.forEach((it, number) => {
    it.number = number;
  });
  const ends = links
    .filter((it) => !it.chip)
    .map((it) => {
      const a = rectOf(it.from),
        b = rectOf(it.to);
      const [out, into] =
        b.x >= a.x + a.w
          ? ["r", "l"]
          : b.x + b.w <= a.x
            ? ["l", "r"]
            : it.from.nodes || it.to.nodes
              ? a.y < b.y
                ? ["b", "t"]
                : ["t", "b"]
              : ["r", "r"];
      for (const [thing, side, other] of [
        [it.from, out, b],
        [it.to, into, a],
      ]) {
        const key = idOf(thing) + side;
        if (!sides.has(key)) sides.set(key, []);
        sides.get(key).push({ it, rank: "lr".includes(side) ? other.y : other.x });
      }
      return { it, a, b, out, into };
    });
  for (const list of sides.values()) list.sort((m, n) => m.rank - n.rank);
  const slots = new Map();
  for (const [key, list] of sides)
    list.forEach(({ it }, at) => slots.set(key + it.number, [at, list.length]));
  const anchor = (thing, rect, side, number) => {
    const [at, count] = slots.get(idOf(thing) + side + number);
    const length = ("lr".includes(side) ? rect.h : rect.w) - 14;
    const offset = (at - (count - 1) / 2) * Math.min(7, length / count);
    const x = rect.x + (side === "l" ? 0 : side === "r" ? rect.w : rect.w / 2 + offset);
    const y = rect.y + (side === "t" ? 0 : side === "b" ? rect.h : rect.h / 2 + offset);
    return [x, y];
  };
  const pull = { l: [-1, 0], r: [1, 0], t: [0, -1], b: [0, 1] };
  for (const { it, a, b, out, into } of ends.reverse()) {
    const [x1, y1] = anchor(it.from, a, out, it.number),
      [x2, y2] = anchor(it.to, b, into, it.number);
    const far = "lr".includes(out) ? Math.abs(x2 - x1) : Math.abs(y2 - y1);
    const steep = Math.min(Math.abs(y2 - y1) * 0.2, 70);
    const bend = out === into ? 36 + steep : Math.max(24, steep, Math.min(far * 0.5, 260));
    const c1 = [x1 + pull[out][0] * bend, y1 + pull[out][1] * bend],
      c2 = [x2 + pull[into][0] * bend, y2 + pull[into][1] * bend];
    drawLink(
      it,
      `M${n(x1)} ${n(y1)}C${n(c1[0])} ${n(c1[1])} ${n(c2[0])} ${n(c2[1])} ${n(x2)} ${n(y2)}`,
      [(x1 + 3 * c1[0] + 3 * c2[0] + x2) / 8, (y1 + 3 * c1[1] + 3 * c2[1] + y2) / 8],
      parent,
      top,
      crowd,
    );
  }
}
const n = (number) => Math.round(number * 10) / 10;

function drawLink(it, d, [x, y], parent, top, crowd) {
  const group = svg("g", { class: it.told ? "link told" : "link" }, parent);
  const line = svg("path", { class: `edge ${it.look}`, d, "marker-end": `url(#m-${it.look})` }, group);
  Object.assign(group.dataset, { from: it.from.id || "", to: it.to.id || "" });
  line.dataset.relation = it.edges[0].relation;
  const touch = svg("path", { class: "touch", d }, group);
  const relations = [...new Set(it.edges.map((edge) => edge.relation))].join(", ");
  const targets = [...new Set(it.edges.map((edge) => edge.target))].slice(0, 5).join(", ");
  const name = (thing) => (thing.nodes ? `namespace ${homeName(thing.home)}` : fullName(thing));
  svg(
    "title",
    {},
    touch,
    `${name(it.from)} → ${name(it.to)}\n${relations}${it.edges.length > 1 ? " ×" + it.edges.length : ""}: ${targets}${it.look === "blocked" ? "\ndenied by policies" : it.look === "unresolved" ? "\nnot resolved" : ""}`,
  );
  touch.addEventListener("click", () => {
    if (!dragged && !it.from.nodes) select(it.from, false);
  });
  const extras = [];
  if (crowd) {
    // No room for words.
  } else if (it.look === "blocked") {
    const cross = svg("g", { class: "cross link", transform: `translate(${n(x)} ${n(y)})` }, top);
    svg("circle", { r: 8.5 }, cross);
    svg("path", { d: "M-3.4-3.4 3.4 3.4M3.4-3.4-3.4 3.4" }, cross);
    svg("text", { class: "tag bad", y: -13 }, cross, cut(targets, 26));
    extras.push(cross);
  } else if (it.from.nodes && it.edges.length > 1) {
    extras.push(svg("text", { class: "tag link", x: n(x), y: n(y - 4) }, top, it.edges.length));
  }
  lines.push({ it, line, extras, x, y, relations });
}

let dragged = false;
function move() {
  if (scene)
    scene.setAttribute(
      "transform",
      `translate(${n(view.x)} ${n(view.y)}) scale(${Math.round(view.k * 1e4) / 1e4})`,
    );
}
const room = () => {
  const taken = byId("details").hidden ? 0 : byId("details").offsetWidth;
  return { w: Math.max(200, picture.clientWidth - taken), h: Math.max(200, picture.clientHeight) };
};
function frame(x, y, w, h, most) {
  const { w: width, h: height } = room(),
    rim = 28;
  const k = Math.max(0.02, Math.min(most, (width - 2 * rim) / w, (height - 2 * rim - FOOT) / h));
  view = { k, x: (width - w * k) / 2 - x * k, y: Math.max(rim, (height - FOOT - h * k) / 2) - y * k };
  move();
}
function fit() {
  const boxes = layout.boxes;
  if (!boxes.length) return;
  const right = greatest(boxes.map((box) => box.x + box.w)),
    bottom = greatest(boxes.map((box) => box.y + box.h));
  frame(0, 0, right, bottom, 1.25);
}
const show = (rect) => frame(rect.x, rect.y, rect.w, rect.h, 1);
function zoom(factor, x, y) {
  const k = Math.max(0.02, Math.min(4, view.k * factor));
  view = { k, x: x - (x - view.x) * (k / view.k), y: y - (y - view.y) * (k / view.k) };
  move();
}
const zoomCentre = (factor) => zoom(factor, room().w / 2, room().h / 2);
function centre(node) {
  if (folded.has(node.home)) {
    folded.delete(node.home);
    draw();
  }
  const rect = node.spot;
  if (!rect) return;
  const { w, h } = room();
  const k = Math.max(view.k, 0.75);
  view = { k, x: w / 2 - (rect.x + rect.w / 2) * k, y: h / 2 - (rect.y + rect.h / 2) * k };
  move();
}

// Moves the picture so that `node` is not under the panel.
function reveal(node) {
  const over = node.spot ? view.x + (node.spot.x + node.spot.w) * view.k - (room().w - 24) : 0;
  if (over > 0) {
    view.x -= over;
    move();
  }
}

const pointers = new Map();
picture.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  pointers.set(event.pointerId, event);
  dragged = false;
});
addEventListener("pointermove", (event) => {
  const before = pointers.get(event.pointerId);
  if (!before) return;
  if (pointers.size === 2) {
    const [other] = [...pointers.values()].filter((it) => it !== before);
    const apart = (it) => Math.hypot(it.clientX - other.clientX, it.clientY - other.clientY) || 1;
    const frame = picture.getBoundingClientRect();
    zoom(
      apart(event) / apart(before),
      (event.clientX + other.clientX) / 2 - frame.left,
      (event.clientY + other.clientY) / 2 - frame.top,
    );
    dragged = true;
  } else {
    const x = event.clientX - before.clientX,
      y = event.clientY - before.clientY;
    if (!dragged && Math.hypot(x, y) < 4) return;
    dragged = true;
    picture.classList.add("dragging");
    view.x += x;
    view.y += y;
    move();
  }
  pointers.set(event.pointerId, event);
});
for (const end of ["pointerup", "pointercancel"]) {
  addEventListener(end, (event) => {
    pointers.delete(event.pointerId);
    picture.classList.remove("dragging");
  });
}
picture.addEventListener("click", (event) => {
  if (event.target === picture && !dragged) select(null);
});
picture.addEventListener(
  "wheel",
  (event) => {
    event.preventDefault();
    const frame = picture.getBoundingClientRect();
    const step = event.deltaMode ? event.deltaY * 30 : event.deltaY;
    zoom(
      Math.exp(-Math.max(-300, Math.min(300, step)) * 0.0015),
      event.clientX - frame.left,
      event.clientY - frame.top,
    );
  },
  { passive: false },
);

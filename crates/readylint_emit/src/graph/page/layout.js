// Where everything lies. The same graph with the same filters is the same picture.

const W = 168,
  WIDE = 208,
  H = 40,
  CHIP = 21,
  GAP = 14,
  COLUMN = 54,
  PAD = 18,
  HEAD = 40,
  FOLDED_W = 220,
  FOLDED_H = 76;

// Where everything lies: boxes with nodes, and the edges between them.
function layOut() {
  const drawn = edges.filter((edge) => isDrawn(edge) && isShown(edge.from) && isShown(edge.to));
  const linked = new Set(drawn.flatMap((edge) => [edge.from, edge.to]));
  const boxes = new Map();
  for (const node of nodes) {
    if (!isShown(node) || (node.state && !linked.has(node))) continue;
    if (!boxes.has(node.home)) boxes.set(node.home, { home: node.home, nodes: [], bad: 0 });
    boxes.get(node.home).nodes.push(node);
  }
  for (const node of nodes) Object.assign(node, { spot: null, box: null, hosts: null, chips: [], near: [] });
  for (const edge of drawn) {
    if (edge.bad && boxes.has(edge.from.home)) boxes.get(edge.from.home).bad += 1;
    edge.from.near.push(edge.to);
    edge.to.near.push(edge.from);
  }
  for (const box of boxes.values()) {
    box.folded = folded.has(box.home);
    for (const node of box.nodes) node.box = box;
    if (box.folded) Object.assign(box, { w: FOLDED_W, h: FOLDED_H });
    else fill(box);
  }
  const ordered = order([...boxes.values()], drawn);
  pack(ordered);
  for (const box of ordered) {
    for (const node of box.nodes) {
      if (node.spot) node.spot = { ...node.spot, x: node.spot.x + box.x, y: node.spot.y + box.y };
    }
  }
  return { boxes: ordered, links: link(drawn) };
}

// Places the nodes of `box`, relative to it.
function fill(box) {
  const lord = box.nodes.find((node) => node.isNamespace);
  const { columns, general } = sortOut(box, lord);
  const count = columns.reduce((sum, column) => sum + column.length, 0);
  const most = Math.max(16, Math.ceil(Math.sqrt(count) * 1.5));
  untangle(columns, most);
  const tops = stack(columns, most);
  const top = HEAD + 14 + Math.ceil(general.length / 3) * (CHIP + 5);
  const highest = -greatest([...tops.values()].map((y) => -y));
  let x = PAD;
  let bottom = top;
  for (const column of columns) {
    if (!column.length) continue;
    const rows = rowsOf(column, most);
    column.forEach((node, at) => {
      const y = top + tops.get(node) - highest;
      node.spot = { x: x + Math.floor(at / rows) * (W + 24), y, w: W, h: H };
      node.chips.forEach((chip, number) => {
        chip.spot = { x: node.spot.x + 10, y: y + H + number * CHIP + 1, w: W - 10, h: CHIP - 2 };
      });
      bottom = Math.max(bottom, y + heightOf(node));
    });
    x += W + COLUMN + (Math.ceil(column.length / rows) - 1) * (W + 24);
  }
  const headWidth = general.length ? PAD * 2 + Math.min(general.length, 3) * (WIDE + 8) : 0;
  box.w = Math.max(x - COLUMN + PAD, FOLDED_W + 60, headWidth);
  box.h = bottom + PAD;
  const across = Math.max(1, Math.floor((box.w - 2 * PAD + 8) / (WIDE + 8)));
  general.forEach((node, at) => {
    const y = HEAD + 6 + Math.floor(at / across) * (CHIP + 5);
    node.spot = { x: PAD + (at % across) * (WIDE + 8), y, w: WIDE, h: CHIP - 2 };
  });
  if (lord) lord.spot = { x: 34, y: 5, w: Math.min(box.w - 160, 24 + lord.name.length * 9), h: HEAD - 10 };
}

const heightOf = (node) => H + node.chips.length * CHIP;

// A column of more than `most` is several, of this many rows.
const rowsOf = (column, most) => Math.ceil(column.length / Math.ceil(column.length / most));

// The columns of `box`, and what lies in its head; what is about one object becomes a chip of that.
function sortOut(box, lord) {
  const workloads = box.nodes.filter((node) => node.role === WORKLOAD && !node.state);
  const columns = [[], [], [], [], []];
  const general = [];
  for (const node of box.nodes) {
    if (node === lord) continue;
    node.hosts = hostsOf(node, workloads);
    if (!node.hosts) columns[node.role].push(node);
    else if (node.hosts.length === 1) node.hosts[0].chips.push(node);
    else general.push(node);
  }
  const byName = (a, b) => compare(a.kind, b.kind) || compare(a.name, b.name);
  general.sort(byName);
  for (const node of box.nodes) node.chips.sort(byName);
  for (const column of columns) column.sort((a, b) => compare(!!a.state, !!b.state) || byName(a, b));
  return { columns, general };
}

// The tops of the nodes in `columns`: each as near to the middle of its neighbours as can be.
function stack(columns, most) {
  const tops = new Map();
  for (const role of [WORKLOAD, SERVICE, CONFIG, ENTRY, OTHER]) {
    const column = columns[role];
    if (column.length > most) {
      const rows = rowsOf(column, most);
      let y = 0;
      column.forEach((node, at) => {
        if (at % rows === 0) y = 0;
        tops.set(node, y);
        y += heightOf(node) + GAP;
      });
    } else {
      const wishes = column.map((node) => {
        const others = node.near.filter((other) => tops.has(other) && other.role !== role);
        return [mean(others.map((other) => tops.get(other))), heightOf(node) + GAP];
      });
      settle(wishes).forEach((y, at) => tops.set(column[at], y));
    }
  }
  return tops;
}

// What `node` is about, if it lies there: one object of its namespace, or all of its workloads.
function hostsOf(node, workloads) {
  if (node.state) return null;
  if (node.kind === "ServiceAccount") {
    const users = node.in.filter(
      (edge) => edge.relation === "uses-sa" && isDrawn(edge) && isShown(edge.from),
    );
    return users.length === 1 && workloads.includes(users[0].from) ? [users[0].from] : null;
  }
  if (node.role !== OTHER || node.in.some((edge) => isDrawn(edge))) return null;
  const about = new Set();
  for (const edge of node.out) {
    if (!isDrawn(edge)) continue;
    if (edge.bad && edge.look !== "blocked") return null;
    if (!ATTACHES.includes(edge.relation) || edge.to.state === "outside") continue;
    const isApart = edge.to.home !== node.home || edge.to.state || !isShown(edge.to);
    if (isApart || (edge.to.role === OTHER && edge.relation !== "binding-role")) return null;
    about.add(edge.to);
  }
  if (about.size === 1) return [...about];
  return about.size > 1 && workloads.every((workload) => about.has(workload)) ? [...about] : null;
}

const greatest = (numbers) => numbers.reduce((most, number) => Math.max(most, number), 0);
const mean = (numbers) =>
  numbers.length ? numbers.reduce((sum, number) => sum + number, 0) / numbers.length : null;

// Orders columns so that neighbours lie beside each other.
function untangle(columns, most) {
  for (let sweep = 0; sweep < 6; sweep += 1) {
    const at = new Map();
    for (const column of columns)
      column.forEach((node, number) => at.set(node, column.length > 1 ? number / (column.length - 1) : 0.5));
    const roles =
      sweep % 2 ? [ENTRY, CONFIG, SERVICE, WORKLOAD, OTHER] : [WORKLOAD, SERVICE, CONFIG, ENTRY, OTHER];
    for (const role of roles) {
      const column = columns[role];
      if (column.length > most * 6) continue;
      const wish = new Map(
        column.map((node) => {
          const middle = mean(
            node.near.filter((other) => at.has(other) && other.role !== role).map((other) => at.get(other)),
          );
          return [node, middle === null ? at.get(node) : middle];
        }),
      );
      const before = new Map(column.map((node, number) => [node, number]));
      column.sort((a, b) => wish.get(a) - wish.get(b) || before.get(a) - before.get(b));
      column.forEach((node, number) => at.set(node, column.length > 1 ? number / (column.length - 1) : 0.5));
    }
  }
}

// Tops of things in a column, in their order, without overlap, as near as can be to where they wish to be.
function settle(things) {
  const blocks = [];
  for (const [wish, size] of things) {
    let block = { sum: wish === null ? 0 : wish, weight: wish === null ? 0 : 1, size, members: [0] };
    if (!block.weight && blocks.length)
      block.sum = blocks[blocks.length - 1].y + blocks[blocks.length - 1].size;
    block.y = block.sum;
    while (blocks.length && blocks[blocks.length - 1].y + blocks[blocks.length - 1].size > block.y) {
      const above = blocks.pop();
      const members = above.members.concat(block.members.map((offset) => offset + above.size));
      const sum = (above.weight ? above.sum : 0) + (block.weight ? block.sum - above.size * block.weight : 0);
      const weight = above.weight + block.weight;
      block = { sum, weight, size: above.size + block.size, members, y: weight ? sum / weight : above.y };
    }
    blocks.push(block);
  }
  return blocks.flatMap((block) => block.members.map((offset) => block.y + offset));
}

// Boxes in the order of the traffic between them; what has no namespace comes last.
function order(boxes, drawn) {
  const ahead = new Map(boxes.map((box) => [box.home, new Map()]));
  for (const edge of drawn) {
    const from = edge.from.home,
      to = edge.to.home;
    if (from === to || !["flow", "url-svc", "ing-svc", "route-svc", "url-datastore"].includes(edge.relation))
      continue;
    ahead.get(from).set(to, (ahead.get(from).get(to) || 0) + 1);
  }
  const left = new Map(boxes.map((box) => [box.home, box]));
  const into = new Map(boxes.map((box) => [box.home, 0]));
  for (const tos of ahead.values()) for (const [to, count] of tos) into.set(to, into.get(to) + count);
  const busy = new Set(boxes.map((box) => box.home).filter((home) => into.get(home) || ahead.get(home).size));
  // Those without traffic come behind. The next is one that nobody left leads to, an entry before others, else the one that leads to most.
  const rank = (box) => [
    box.home === "" ? 1 : 0,
    busy.has(box.home) ? 0 : 1,
    into.get(box.home) > 0 ? 1 : 0,
    box.nodes.some((node) => node.role === ENTRY) ? 0 : 1,
    into.get(box.home) - [...ahead.get(box.home).values()].reduce((sum, count) => sum + count, 0),
    box.home,
  ];
  const before = (a, b) => {
    const at = a.findIndex((value, number) => value !== b[number]);
    return at >= 0 && a[at] < b[at];
  };
  if (boxes.length > 300)
    return boxes.sort((a, b) => compare(a.home === "", b.home === "") || compare(a.home, b.home));
  const result = [];
  while (left.size) {
    let best = null;
    for (const box of left.values()) if (!best || before(rank(box), rank(best))) best = box;
    result.push(best);
    left.delete(best.home);
    for (const [to, count] of ahead.get(best.home)) into.set(to, into.get(to) - count);
  }
  return result;
}

// Boxes in rows, in reading order, of the width that makes the whole fit a window best.
function pack(boxes) {
  const ASPECT = 1.35,
    ACROSS = 66,
    DOWN = 58;
  const shelve = (width) => {
    let x = 0,
      y = 0,
      tall = 0,
      wide = 0;
    for (const box of boxes) {
      if (x > 0 && x + box.w > width) {
        x = 0;
        y += tall + DOWN;
        tall = 0;
      }
      Object.assign(box, { x, y });
      x += box.w + ACROSS;
      tall = Math.max(tall, box.h);
      wide = Math.max(wide, x - ACROSS);
    }
    return Math.max(wide / ASPECT, y + tall);
  };
  let sum = 0;
  const widths = boxes.map((box) => (sum += box.w + ACROSS)).slice(0, 60);
  const least = greatest(boxes.map((box) => box.w));
  let best = least,
    cost = Infinity;
  for (const width of [least, ...widths]) {
    const tried = shelve(Math.max(width, least));
    if (tried < cost) {
      cost = tried;
      best = Math.max(width, least);
    }
  }
  shelve(best);
}

// Lines to draw: edges of one look and relation between the same two things are one.
function link(drawn) {
  const links = new Map();
  const flows = new Map();
  for (const edge of drawn) {
    if (edge.relation !== "flow") continue;
    if (!flows.has(edge.from)) flows.set(edge.from, new Set());
    flows.get(edge.from).add(edge.to);
  }
  for (const edge of drawn) {
    const end = (node) => (node.spot ? node : node.box);
    const from = end(edge.from),
      to = end(edge.to);
    if (!from || !to || from === to) continue;
    const within = !from.home || from.nodes ? "" : edge.relation;
    const key = [idOf(from), idOf(to), edge.look, within].join("\n");
    if (!links.has(key)) {
      const told = !edge.bad && !from.nodes && !to.nodes && isTold(edge, flows);
      links.set(key, {
        from,
        to,
        look: edge.look,
        edges: [],
        told,
        chip: (edge.from.hosts || []).includes(edge.to) || (edge.to.hosts || []).includes(edge.from),
      });
    }
    links.get(key).edges.push(edge);
  }
  const weight = { blocked: 0, unresolved: 0, flow: 1, unknown: 1, route: 2, uses: 3, governs: 4 };
  return [...links.values()].sort((a, b) => weight[a.look] - weight[b.look]);
}

// Whether flows tell what `edge` does: an address of a Service, or a policy's peer, whose pods have a flow. It is
// drawn only for who selects one of its ends.
function isTold(edge, flows) {
  const flow = (from, to) => flows.has(from) && flows.get(from).has(to);
  if (edge.relation === "url-svc")
    return edge.to.out.some((it) => it.relation === "svc-pods" && flow(edge.from, it.to));
  if (edge.relation === "url-datastore") return flow(edge.from, edge.to);
  if (edge.relation !== "netpol-peer") return false;
  return (edge.from.hosts || []).some((host) => flow(host, edge.to) || flow(edge.to, host));
}

const idOf = (thing) => (thing.nodes ? "box" + thing.home : "node" + thing.number);

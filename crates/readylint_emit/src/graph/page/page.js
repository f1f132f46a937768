"use strict";
(() => {
  // ---- The graph -----------------------------------------------------------------------------------------------

  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  // Columns of a namespace.
  const ENTRY = 0, SERVICE = 1, WORKLOAD = 2, CONFIG = 3, OTHER = 4;
  const ROLES = new Map([
    ...["Ingress", "Gateway", "HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute", "Route", "IngressRoute",
      "VirtualService", "HTTPProxy"].map((kind) => [kind, ENTRY]),
    ...["Service", "Endpoints", "EndpointSlice", "ServiceEntry"].map((kind) => [kind, SERVICE]),
    ...["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob", "Pod",
      "Rollout", "ScaledJob", "DeploymentConfig"].map((kind) => [kind, WORKLOAD]),
    ...["ConfigMap", "Secret", "PersistentVolumeClaim", "ServiceAccount", "ExternalSecret", "SealedSecret",
      "SecretProviderClass", "Certificate"].map((kind) => [kind, CONFIG]),
  ]);
  const SHORT = {
    HorizontalPodAutoscaler: "HPA", VerticalPodAutoscaler: "VPA", PodDisruptionBudget: "PDB", NetworkPolicy: "NetPol",
    ServiceMonitor: "SvcMon", PodMonitor: "PodMon", PersistentVolumeClaim: "PVC", ScaledObject: "KEDA",
    ResourceQuota: "Quota", LimitRange: "Limits",
  };
  // Said by where things lie, or by another edge: off until asked for.
  const QUIET = ["in-namespace", "owns-pod", "pod-container", "wl-selector", "instance-of", "netpol-port", "svc-port",
    "uses-sa default"];
  // Edges from an object to what it is about: an object that has only these lies at what it is about.
  const ATTACHES = ["hpa-target", "scaledobj-target", "vpa-target", "pdb-pods", "netpol-pods", "svcmon-svc",
    "podmon-pods", "quota-ns"];
  const LOOKS = {
    route: ["Ingress → Service → pods", ["svc-pods", "ing-svc", "route-svc", "route-gateway", "url-svc", "url-datastore",
      "governing-svc", "rollout-svc", "webhook-svc"]],
    uses: ["uses config, secret, storage, identity", ["env-secret", "env-config", "mounts-secret", "mounts-config",
      "mounts-pvc", "mounts-csi", "pull-secret", "uses-sa", "claim-template", "pvc-class", "pvc-pv", "ing-tls-secret"]],
    governs: ["governs: policies, scaling, roles", []],
    flow: ["flow that policies allow", ["flow"]],
    unknown: ["flow: cannot tell", []],
    blocked: ["flow that policies deny", []],
    unresolved: ["reference to what is missing", []],
  };
  const LOOK_OF = new Map(Object.entries(LOOKS).flatMap(([look, [, names]]) => names.map((name) => [name, look])));

  const MANY = 400; // objects: more start with their namespaces collapsed
  const MOST_EDGES = 4000; // drawn at once
  const MOST_ITEMS = 200; // in a list
  const FOOT = 52; // pixels under the picture, for the legend

  const place = ([file, line, column]) => ({ file: data.files[file][0], href: data.files[file][1], line, column });
  const nodes = data.nodes.map(([id, apiVersion, kind, namespace, name, ...at]) => {
    const isNamespace = kind === "Namespace" && namespace === null;
    const home = isNamespace ? name : namespace;
    return {
      id, apiVersion, kind, namespace, isNamespace, name: name || "(no name)", at: place(at), state: "",
      home: home === null ? "" : "/" + home, role: ROLES.has(kind) ? ROLES.get(kind) : OTHER, out: [], in: [],
    };
  });
  const objects = nodes.length;
  const strangers = new Map();
  const edges = data.edges.map(([start, end, relation, resolved, target, file, line, column, state]) => {
    const [name, asked] = data.relations[relation];
    const from = nodes[start];
    const to = end === null ? stranger(from, name, asked, target, resolved) : nodes[end];
    const isDefault = name === "uses-sa" && /(^|[\/ ])default$/.test(target);
    const look = state === 1 ? "blocked" : !resolved ? "unresolved" : state === 2 ? "unknown" : LOOK_OF.get(name) || "governs";
    const edge = { from, to, relation: name, key: isDefault ? "uses-sa default" : name, resolved, target, look,
      at: place([file, line, column]), bad: look === "blocked" || look === "unresolved" };
    from.out.push(edge);
    to.in.push(edge);
    return edge;
  });

  // What an edge asks for and no object is.
  function stranger(from, relation, asked, target, resolved) {
    const key = JSON.stringify([asked || relation, target, from.home, resolved]);
    if (!strangers.has(key)) {
      const state = resolved ? "outside" : "missing";
      const node = { id: `${state}/${asked || relation}/${from.home}/${target}`, apiVersion: "", kind: asked || "",
        namespace: from.namespace, name: target, at: null, state, home: from.home, out: [], in: [],
        role: Math.min(from.role === OTHER ? CONFIG : from.role + 1, OTHER) };
      strangers.set(key, node);
      nodes.push(node);
    }
    return strangers.get(key);
  }

  nodes.forEach((node, number) => { node.number = number; });

  const homes = [...new Set(nodes.map((node) => node.home))].sort(compare);
  const homeName = (home) => (home === "" ? "no namespace" : home.slice(1));
  const title = (node) => (node.state ? `${node.state} ${node.kind}`.trim() : node.kind);
  const fullName = (node) => `${title(node)} ${node.home && !node.state && !node.isNamespace ? homeName(node.home) + "/" : ""}${node.name}`;

  // ---- What is shown -------------------------------------------------------------------------------------------

  const hidden = { home: new Set(), kind: new Set(), relation: new Set() };
  const quiet = new Set(QUIET);
  const folded = new Set(objects > MANY ? homes : []);
  let selected = null;
  let hits = [];
  let hit = -1;

  const isShown = (node) => !hidden.home.has(node.home) && !hidden.kind.has(node.state || node.kind);
  function isDrawn(edge) {
    if (edge.from === edge.to || hidden.relation.has(edge.key)) return false;
    return !quiet.has(edge.key) || (edge.bad && edge.key !== "in-namespace");
  }

  // ---- Layout --------------------------------------------------------------------------------------------------

  const W = 168, WIDE = 208, H = 40, CHIP = 21, GAP = 14, COLUMN = 54, PAD = 18, HEAD = 40, FOLDED_W = 220, FOLDED_H = 76;

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
    const workloads = box.nodes.filter((node) => node.role === WORKLOAD && !node.state);
    const general = [];
    const columns = [[], [], [], [], []];
    for (const node of box.nodes) {
      if (node === lord) continue;
      const hosts = hostsOf(node, workloads);
      if (!hosts) columns[node.role].push(node);
      else if (hosts.length === 1) hosts[0].chips.push(node);
      else general.push(node);
      node.hosts = hosts;
    }
    const chipOrder = (a, b) => compare(a.kind, b.kind) || compare(a.name, b.name);
    general.sort(chipOrder);
    for (const node of box.nodes) node.chips.sort(chipOrder);
    const height = (node) => H + node.chips.length * CHIP;
    for (const column of columns) column.sort((a, b) => compare(!!a.state, !!b.state) || compare(a.kind, b.kind) || compare(a.name, b.name));

    const count = columns.reduce((sum, column) => sum + column.length, 0);
    const most = Math.max(12, Math.ceil(Math.sqrt(count) * 1.3));
    untangle(columns, most);

    // Coordinates, from the longest column outwards.
    const top = HEAD + 14 + Math.ceil(general.length / 3) * (CHIP + 5);
    const sequence = [WORKLOAD, SERVICE, CONFIG, ENTRY, OTHER];
    const centre = new Map();
    const ys = new Map();
    for (const role of sequence) {
      const column = columns[role];
      if (!column.length) continue;
      if (column.length > most) {
        const rows = Math.ceil(column.length / Math.ceil(column.length / most));
        let y = 0;
        column.forEach((node, at) => {
          if (at % rows === 0) y = 0;
          ys.set(node, y);
          y += height(node) + GAP;
        });
      } else {
        const wishes = column.map((node) => mean(node.near.filter((other) => centre.has(other)).map((other) => centre.get(other))));
        settle(column.map((node, at) => [wishes[at] === null ? null : wishes[at] - H / 2, height(node) + GAP])).forEach((y, at) => ys.set(column[at], y));
      }
      for (const node of column) centre.set(node, ys.get(node) + H / 2);
    }
    const first = Math.min(0, ...ys.values());
    let x = PAD, bottom = 0;
    columns.forEach((column) => {
      if (!column.length) return;
      const rows = Math.ceil(column.length / Math.ceil(column.length / most));
      column.forEach((node, at) => {
        const sub = column.length > most ? Math.floor(at / rows) : 0;
        const y = top + ys.get(node) - first;
        node.spot = { x: x + sub * (W + 24), y, w: W, h: H };
        node.chips.forEach((chip, number) => { chip.spot = { x: node.spot.x + 10, y: y + H + number * CHIP + 1, w: W - 10, h: CHIP - 2 }; });
        bottom = Math.max(bottom, y + height(node));
      });
      x += W + COLUMN + (column.length > most ? (Math.ceil(column.length / rows) - 1) * (W + 24) : 0);
    });
    box.w = Math.max(x - COLUMN + PAD, FOLDED_W + 60, general.length ? PAD * 2 + Math.min(general.length, 3) * (WIDE + 8) : 0);
    box.h = Math.max(bottom, top) + PAD;
    const perRow = Math.max(1, Math.floor((box.w - 2 * PAD + 8) / (WIDE + 8)));
    general.forEach((node, at) => {
      node.spot = { x: PAD + (at % perRow) * (WIDE + 8), y: HEAD + 6 + Math.floor(at / perRow) * (CHIP + 5), w: WIDE, h: CHIP - 2 };
    });
    if (lord) lord.spot = { x: 34, y: 5, w: Math.min(box.w - 160, 24 + lord.name.length * 9), h: HEAD - 10 };
  }

  // What `node` is about, if it lies there: one object of its namespace, or all of its workloads.
  function hostsOf(node, workloads) {
    if (node.role !== OTHER || node.state || node.in.some((edge) => isDrawn(edge))) return null;
    const about = new Set();
    for (const edge of node.out) {
      if (!isDrawn(edge)) continue;
      if (edge.bad && edge.look !== "blocked") return null;
      if (!ATTACHES.includes(edge.relation)) continue;
      if (edge.to.home !== node.home || edge.to.role === OTHER || !isShown(edge.to) || edge.to.state) return null;
      about.add(edge.to);
    }
    if (about.size === 1) return [...about];
    return about.size > 1 && workloads.every((workload) => about.has(workload)) ? [...about] : null;
  }

  const mean = (numbers) => (numbers.length ? numbers.reduce((sum, number) => sum + number, 0) / numbers.length : null);

  // Orders columns so that neighbours lie beside each other.
  function untangle(columns, most) {
    for (let sweep = 0; sweep < 6; sweep += 1) {
      const at = new Map();
      for (const column of columns) column.forEach((node, number) => at.set(node, column.length > 1 ? number / (column.length - 1) : 0.5));
      const roles = sweep % 2 ? [ENTRY, CONFIG, SERVICE, WORKLOAD, OTHER] : [WORKLOAD, SERVICE, CONFIG, ENTRY, OTHER];
      for (const role of roles) {
        const column = columns[role];
        if (column.length > most * 6) continue;
        const wish = new Map(column.map((node) => {
          const middle = mean(node.near.filter((other) => at.has(other) && other.role !== role).map((other) => at.get(other)));
          return [node, middle === null ? at.get(node) : middle];
        }));
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
      if (!block.weight && blocks.length) block.sum = blocks[blocks.length - 1].y + blocks[blocks.length - 1].size;
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
      const from = edge.from.home, to = edge.to.home;
      if (from === to || !["flow", "url-svc", "ing-svc", "route-svc", "url-datastore"].includes(edge.relation)) continue;
      ahead.get(from).set(to, (ahead.get(from).get(to) || 0) + 1);
    }
    const left = new Map(boxes.map((box) => [box.home, box]));
    const into = new Map(boxes.map((box) => [box.home, 0]));
    for (const tos of ahead.values()) for (const [to, count] of tos) into.set(to, into.get(to) + count);
    // The next is one that nobody left leads to, an entry before others, else the one that leads to most.
    const rank = (box) => [box.home === "" ? 1 : 0, into.get(box.home) > 0 ? 1 : 0,
      box.nodes.some((node) => node.role === ENTRY) ? 0 : 1,
      into.get(box.home) - [...ahead.get(box.home).values()].reduce((sum, count) => sum + count, 0), box.home];
    const before = (a, b) => {
      const at = a.findIndex((value, number) => value !== b[number]);
      return at >= 0 && a[at] < b[at];
    };
    if (boxes.length > 300) return boxes.sort((a, b) => compare(a.home === "", b.home === "") || compare(a.home, b.home));
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
    const ASPECT = 1.35, ACROSS = 66, DOWN = 58;
    const shelve = (width) => {
      let x = 0, y = 0, tall = 0, wide = 0;
      for (const box of boxes) {
        if (x > 0 && x + box.w > width) { x = 0; y += tall + DOWN; tall = 0; }
        Object.assign(box, { x, y });
        x += box.w + ACROSS;
        tall = Math.max(tall, box.h);
        wide = Math.max(wide, x - ACROSS);
      }
      return Math.max(wide / ASPECT, y + tall);
    };
    let sum = 0;
    const widths = boxes.map((box) => (sum += box.w + ACROSS)).slice(0, 60);
    const least = Math.max(0, ...boxes.map((box) => box.w));
    let best = least, cost = Infinity;
    for (const width of [least, ...widths]) {
      const tried = shelve(Math.max(width, least));
      if (tried < cost) { cost = tried; best = Math.max(width, least); }
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
      const from = end(edge.from), to = end(edge.to);
      if (!from || !to || from === to) continue;
      const within = !from.home || from.nodes ? "" : edge.relation;
      const key = [idOf(from), idOf(to), edge.look, within].join("\n");
      if (!links.has(key)) {
        const told = !edge.bad && !from.nodes && !to.nodes && isTold(edge, flows);
        links.set(key, { from, to, look: edge.look, edges: [], told, chip: (edge.from.hosts || []).includes(edge.to) });
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
    if (edge.relation === "url-svc") return edge.to.out.some((it) => it.relation === "svc-pods" && flow(edge.from, it.to));
    if (edge.relation !== "netpol-peer") return false;
    return (edge.from.hosts || []).some((host) => flow(host, edge.to) || flow(edge.to, host));
  }

  const idOf = (thing) => (thing.nodes ? "box" + thing.home : "node" + thing.number);

  // ---- Drawing -------------------------------------------------------------------------------------------------

  const picture = byId("picture");
  let scene = null, words = null, view = { x: 0, y: 0, k: 1 }, marks = new Map(), lines = [], layout = null;

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
  const cut = (text, length) => (Array.from(text).length > length ? Array.from(text).slice(0, length - 1).join("") + "…" : text);

  function draw() {
    layout = layOut();
    picture.replaceChildren();
    marks = new Map();
    lines = [];
    const defs = svg("defs", {}, picture);
    for (const look of Object.keys(LOOKS)) {
      const marker = svg("marker", { id: "m-" + look, viewBox: "0 0 8 8", refX: 7.2, refY: 4, markerWidth: look === "blocked" ? 12 : 8, markerHeight: look === "blocked" ? 12 : 8, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse" }, defs);
      svg("path", { d: "M0 .6 8 4 0 7.4z" }, marker);
    }
    scene = svg("g", { id: "scene" }, picture);
    const below = svg("g", {}, scene), between = svg("g", {}, scene), above = svg("g", {}, scene), top = svg("g", {}, scene);
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
    const left = layout.links.length - links.length;
    const folds = layout.boxes.filter((box) => box.folded).length;
    const notices = [];
    if (left > 0) notices.push(`${left} edges are not drawn: filter to see them`);
    if (folds && folds === layout.boxes.length && objects > MANY) notices.push(`${objects} objects: click a namespace to open it`);
    if (!layout.boxes.length) notices.push(objects ? "Everything is filtered out" : "There is nothing in this graph");
    byId("notice").textContent = notices.join(" · ");
    byId("notice").hidden = !notices.length;
    byId("fold").textContent = folds < layout.boxes.length ? "Collapse all" : "Expand all";
    move();
    emphasise();
  }

  function drawBox(box, parent) {
    const group = svg("g", { class: "box" + (box.folded ? " folded" : "") + (box.folded && box.bad ? " bad" : ""), transform: `translate(${box.x} ${box.y})` }, parent);
    svg("rect", { width: box.w, height: box.h, rx: 12 }, group);
    svg("path", { class: "head", d: `M.6 ${HEAD}V12A11.4 11.4 0 0 1 12 .6H${box.w - 12}A11.4 11.4 0 0 1 ${box.w - .6} 12V${HEAD}z` }, group);
    const name = homeName(box.home);
    svg("text", { class: "title", x: 38, y: 26 }, group, cut(name, Math.floor((box.w - (box.folded ? 90 : 170)) / 8.9)));
    const count = box.nodes.filter((node) => !node.state).length;
    const words = `${count} object${count === 1 ? "" : "s"}`;
    if (box.folded) svg("text", { class: "sub", x: 38, y: 61 }, group, words);
    else svg("text", { class: "sub", x: box.w - (box.bad ? 52 : 16), y: 25, "text-anchor": "end" }, group, words);
    if (box.bad) {
      const badge = svg("g", { class: "badge", transform: `translate(${box.w - 42} 11)` }, group);
      svg("rect", { width: 28, height: 18, rx: 9 }, badge);
      svg("text", { x: 14, y: 13 }, badge, box.bad > 999 ? "1k+" : box.bad);
      svg("title", {}, badge, `${box.bad} problem${box.bad === 1 ? "" : "s"}`);
    }
    const fold = svg("g", { class: "fold", tabindex: 0, role: "button", "aria-expanded": String(!box.folded), "aria-label": `Namespace ${name}, ${words}` }, group);
    svg("rect", { width: box.folded ? box.w : 34, height: box.folded ? box.h : HEAD }, fold);
    svg("path", { d: box.folded ? "M16 14l8 6-8 6z" : "M13 16h13l-6.5 9z" }, fold);
    if (box.folded) fold.dataset.id = "namespace" + box.home;
    const toggle = () => { if (!dragged) { fold_(box.home); } };
    fold.addEventListener("click", toggle);
    onEnter(fold, toggle);
  }

  function fold_(home) {
    if (folded.has(home)) folded.delete(home); else folded.add(home);
    draw();
    const box = layout.boxes.find((it) => it.home === home);
    if (box && !box.folded) show(box); else fit();
  }

  function drawNode(node, parent) {
    const { x, y, w, h } = node.spot;
    const chip = h < H && !node.isNamespace;
    const group = svg("g", { class: ["node", "r" + node.role, node.state, chip ? "chip" : "", node.isNamespace ? "namespace" : ""].filter(Boolean).join(" "),
      transform: `translate(${x} ${y})`, tabindex: 0, role: "button", "aria-label": fullName(node) }, parent);
    group.dataset.id = node.id;
    svg("rect", { width: w, height: h, rx: chip ? 5 : 7 }, group);
    if (chip) {
      const kind = SHORT[node.kind] || node.kind;
      const line = svg("text", { x: 8, y: 13.5, class: "name" }, group);
      svg("tspan", { class: "kind" }, line, kind);
      const scope = node.hosts && node.hosts.length > 1 ? " · all pods" : "";
      svg("tspan", { dx: 5 }, line, cut(node.name + scope, Math.max(3, Math.floor((w - 20 - kind.length * 6.4) / 5.4))));
    } else if (!node.isNamespace) {
      if (!node.state) svg("path", { class: "bar", d: `M7 .5H5V${h - .5}H7A6.5 6.5 0 0 1 .5 ${h - 7}V7A6.5 6.5 0 0 1 7 .5z` }, group);
      svg("text", { x: 13, y: 14.5, class: "kind" }, group, cut(title(node), 25));
      const long = Array.from(node.name).length > 18;
      svg("text", { x: 13, y: 30, class: long ? "name long" : "name" }, group, cut(node.name, 23));
    }
    svg("title", {}, group, fullName(node) + (node.at ? `\n${node.at.file}:${node.at.line}` : ""));
    group.addEventListener("click", () => { if (!dragged) select(node, false); });
    onEnter(group, () => select(node, false));
    marks.set(node, group);
  }

  const rectOf = (thing) => thing.spot || thing;

  function drawLinks(links, parent, top, crowd) {
    // Ends of lines on one side of a node lie apart.
    const sides = new Map();
    links.forEach((it, number) => { it.number = number; });
    const ends = links.filter((it) => !it.chip).map((it) => {
      const a = rectOf(it.from), b = rectOf(it.to);
      const [out, into] = b.x >= a.x + a.w ? ["r", "l"] : b.x + b.w <= a.x ? ["l", "r"]
        : it.from.nodes || it.to.nodes ? (a.y < b.y ? ["b", "t"] : ["t", "b"]) : ["r", "r"];
      for (const [thing, side, other] of [[it.from, out, b], [it.to, into, a]]) {
        const key = idOf(thing) + side;
        if (!sides.has(key)) sides.set(key, []);
        sides.get(key).push({ it, rank: "lr".includes(side) ? other.y : other.x });
      }
      return { it, a, b, out, into };
    });
    for (const list of sides.values()) list.sort((m, n) => m.rank - n.rank);
    const slots = new Map();
    for (const [key, list] of sides) list.forEach(({ it }, at) => slots.set(key + it.number, [at, list.length]));
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
      const [x1, y1] = anchor(it.from, a, out, it.number), [x2, y2] = anchor(it.to, b, into, it.number);
      const far = "lr".includes(out) ? Math.abs(x2 - x1) : Math.abs(y2 - y1);
      const steep = Math.min(Math.abs(y2 - y1) * 0.2, 70);
      const bend = out === into ? 36 + steep : Math.max(24, steep, Math.min(far * 0.5, 260));
      const c1 = [x1 + pull[out][0] * bend, y1 + pull[out][1] * bend], c2 = [x2 + pull[into][0] * bend, y2 + pull[into][1] * bend];
      drawLink(it, `M${n(x1)} ${n(y1)}C${n(c1[0])} ${n(c1[1])} ${n(c2[0])} ${n(c2[1])} ${n(x2)} ${n(y2)}`,
        [(x1 + 3 * c1[0] + 3 * c2[0] + x2) / 8, (y1 + 3 * c1[1] + 3 * c2[1] + y2) / 8], parent, top, crowd);
    }
  }
  const n = (number) => Math.round(number * 10) / 10;

  function drawLink(it, d, [x, y], parent, top, crowd) {
    const group = svg("g", { class: it.told ? "link told" : "link" }, parent);
    const line = svg("path", { class: `edge ${it.look}`, d, "marker-end": `url(#m-${it.look})` }, group);
    Object.assign(group.dataset, { from: it.from.id || "", to: it.to.id || "", relation: it.edges[0].relation });
    const touch = svg("path", { class: "touch", d }, group);
    const relations = [...new Set(it.edges.map((edge) => edge.relation))].join(", ");
    const targets = [...new Set(it.edges.map((edge) => edge.target))].slice(0, 5).join(", ");
    const name = (thing) => (thing.nodes ? `namespace ${homeName(thing.home)}` : fullName(thing));
    svg("title", {}, touch, `${name(it.from)} → ${name(it.to)}\n${relations}${it.edges.length > 1 ? " ×" + it.edges.length : ""}: ${targets}${it.look === "blocked" ? "\ndenied by policies" : it.look === "unresolved" ? "\nnot resolved" : ""}`);
    touch.addEventListener("click", () => { if (!dragged && !it.from.nodes) select(it.from, false); });
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

  // ---- Pan and zoom --------------------------------------------------------------------------------------------

  let dragged = false;
  function move() {
    if (scene) scene.setAttribute("transform", `translate(${n(view.x)} ${n(view.y)}) scale(${Math.round(view.k * 1e4) / 1e4})`);
  }
  const room = () => {
    const taken = byId("details").hidden ? 0 : byId("details").offsetWidth;
    return { w: Math.max(200, picture.clientWidth - taken), h: Math.max(200, picture.clientHeight) };
  };
  function frame(x, y, w, h, most) {
    const { w: width, h: height } = room(), rim = 28;
    const k = Math.max(0.02, Math.min(most, (width - 2 * rim) / w, (height - 2 * rim - FOOT) / h));
    view = { k, x: (width - w * k) / 2 - x * k, y: Math.max(rim, (height - FOOT - h * k) / 2) - y * k };
    move();
  }
  function fit() {
    const boxes = layout.boxes;
    if (!boxes.length) return;
    const right = Math.max(...boxes.map((box) => box.x + box.w)), bottom = Math.max(...boxes.map((box) => box.y + box.h));
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
    if (folded.has(node.home)) { folded.delete(node.home); draw(); }
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
    if (over > 0) { view.x -= over; move(); }
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
      zoom(apart(event) / apart(before), (event.clientX + other.clientX) / 2 - frame.left, (event.clientY + other.clientY) / 2 - frame.top);
      dragged = true;
    } else {
      const x = event.clientX - before.clientX, y = event.clientY - before.clientY;
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
    addEventListener(end, (event) => { pointers.delete(event.pointerId); picture.classList.remove("dragging"); });
  }
  picture.addEventListener("click", (event) => { if (event.target === picture && !dragged) select(null); });
  picture.addEventListener("wheel", (event) => {
    event.preventDefault();
    const frame = picture.getBoundingClientRect();
    const step = event.deltaMode ? event.deltaY * 30 : event.deltaY;
    zoom(Math.exp(-Math.max(-300, Math.min(300, step)) * 0.0015), event.clientX - frame.left, event.clientY - frame.top);
  }, { passive: false });

  // ---- Selection -----------------------------------------------------------------------------------------------

  function onEnter(element, act) {
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); dragged = false; act(); }
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
    // Only relative paths have an href.
    const element = html(at.href ? "a" : "span", "", parent, text);
    if (at.href) element.href = `${at.href}#L${at.line}`;
  }

  function describe() {
    const panel = byId("details");
    panel.hidden = !selected;
    panel.replaceChildren();
    if (!selected) return;
    const close = html("button", "close", panel, "✕");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => select(null));
    html("h2", "", panel, selected.name);
    const list = html("dl", "", panel);
    const row = (term, value) => { html("dt", "", list, term); return html("dd", "", list, value); };
    row("kind", title(selected));
    if (selected.apiVersion) row("apiVersion", selected.apiVersion);
    row(selected.state ? "asked for in" : "namespace", selected.namespace === null ? "not set" : selected.namespace);
    if (selected.at) pointTo(selected.at, row("file"));
    for (const [heading, all, other] of [["Refers to", selected.out, "to"], ["Referred to by", selected.in, "from"]]) {
      const its = all.filter((edge) => edge.from !== edge.to);
      if (!its.length) continue;
      html("h2", "", panel, `${heading} (${its.length})`);
      const rank = (edge) => (edge.bad ? 0 : QUIET.includes(edge.key) ? 2 : 1);
      const sorted = its.sort((a, b) => rank(a) - rank(b));
      for (const edge of sorted.slice(0, MOST_ITEMS)) {
        const line = html("div", "ref", panel);
        const verdict = { blocked: " · denied", unknown: " · cannot tell", unresolved: " · not found" }[edge.look] || "";
        item(line, `${edge.relation}${verdict}`, fullName(edge[other]), edge.bad, edge[other],
          edge.to.name === edge.target ? "" : edge.target);
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

  // ---- Side panel ----------------------------------------------------------------------------------------------

  function problems() {
    const panel = byId("problems");
    const missing = new Map();
    for (const edge of edges) {
      if (edge.look !== "unresolved") continue;
      const key = edge.to.state ? edge.to : edge;
      if (!missing.has(key)) missing.set(key, []);
      missing.get(key).push(edge);
    }
    const blocked = edges.filter((edge) => edge.look === "blocked");
    html("h2", "", panel, "Problems");
    if (!missing.size && !blocked.length) html("p", "fine", panel, "No unresolved references and no blocked flows");
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
    part("Blocked flows", blocked, (edge, parent) => item(parent, edge.target, `${short(edge.from)} → ${short(edge.to)}`, true, edge.from));
    part("Unresolved references", [...missing.values()], (list, parent) => {
      const [edge] = list;
      const users = [...new Set(list.map((it) => short(it.from)))];
      const by = users.slice(0, 3).join(", ") + (users.length > 3 ? ` and ${users.length - 3} more` : "");
      item(parent, `${edge.relation} · by ${by}`, `${edge.to.kind} ${edge.target}`.trim(), true, edge.to.state && isDrawn(edge) ? edge.to : edge.from);
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
        if (on) { set.delete(value); if (set === hidden.relation) quiet.delete(value); } else set.add(value);
      };
      const tell = () => { shownCount.textContent = `${boxes.filter((it) => it.checked).length}/${boxes.length}`; };
      const redraw = () => { tell(); draw(); };
      for (const on of [true, false]) {
        const all = html("button", "all", details, on ? "all" : "none");
        all.type = "button";
        all.addEventListener("click", () => { boxes.forEach((it, at) => { it.checked = on; change(counts[at][0], on); }); redraw(); });
      }
      const list = html("ul", "", details);
      for (const [value, number] of counts) {
        const label = html("label", "", html("li", "", list));
        const box = html("input", "", label);
        box.type = "checkbox";
        box.checked = set !== hidden.relation || !quiet.has(value);
        box.addEventListener("change", () => { change(value, box.checked); redraw(); });
        html("span", "", label, name(value)).title = name(value);
        html("span", "count", label, number);
        boxes.push(box);
      }
      tell();
    };
    group("Namespaces", count(nodes.filter((node) => !node.state).map((node) => node.home)), hidden.home, homeName, homes.length <= 8);
    group("Kinds", count(nodes.map((node) => node.state || node.kind)), hidden.kind, (it) => it, false);
    group("Relations", count(edges.map((edge) => edge.key)), hidden.relation, (it) => it, false);
  }

  function legend() {
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
      hits = words.length ? nodes.filter((node) => {
        const text = [title(node), node.name, homeName(node.home), node.at ? node.at.file : ""].join(" ").toLowerCase();
        return isShown(node) && words.every((word) => text.includes(word));
      }) : [];
      hit = -1;
      selected = null;
      describe();
    } else if (hits.length) {
      hit = (hit + step + hits.length) % hits.length;
      select(hits[hit], true);
    }
    byId("found").textContent = !words.length ? "" : hits.length ? `${hit < 0 ? "" : hit + 1 + " of "}${hits.length} found · Enter for the next` : "nothing found";
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
    if (hit < 0) { clearTimeout(typed); search(0); }
    search(event.shiftKey ? -1 : 1);
  });
  byId("closer").addEventListener("click", () => zoomCentre(1.3));
  byId("farther").addEventListener("click", () => zoomCentre(1 / 1.3));
  byId("fit").addEventListener("click", fit);
  byId("menu").addEventListener("click", () => { document.body.classList.toggle("narrow"); fit(); });
  byId("fold").addEventListener("click", () => {
    const all = layout.boxes.every((box) => box.folded);
    for (const home of homes) if (all) folded.delete(home); else folded.add(home);
    draw();
    fit();
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.tagName === "INPUT" && event.target.type === "search";
    if (event.key === "Escape") {
      if (selected) select(null);
      else if (byId("search").value) { byId("search").value = ""; search(0); }
      else if (typing) picture.focus();
    } else if (typing) return;
    else if (event.key === "/") { event.preventDefault(); byId("search").focus(); byId("search").select(); }
    else if (event.key === "+" || event.key === "=") zoomCentre(1.3);
    else if (event.key === "-") zoomCentre(1 / 1.3);
    else if (event.key === "0") fit();
    else if (event.target === picture && event.key.startsWith("Arrow")) {
      event.preventDefault();
      const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
      view.x += step[0];
      view.y += step[1];
      move();
    }
  });

  const namespaces = homes.filter(Boolean).length;
  byId("summary").textContent = `${objects} object${objects === 1 ? "" : "s"} · ${edges.length} relation${edges.length === 1 ? "" : "s"} · ${namespaces} namespace${namespaces === 1 ? "" : "s"}`;
  document.body.classList.toggle("small", objects <= MANY);
  problems();
  filters();
  legend();
  draw();
  fit();
})();

// The graph as the page holds it, and which of it is shown. First of the parts of one script.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const list = (words) => words.split(" ");
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

// Columns of a namespace.
const ENTRY = 0,
  SERVICE = 1,
  WORKLOAD = 2,
  CONFIG = 3,
  OTHER = 4;
const ROLES = new Map([
  ...list(
    "Ingress Gateway HTTPRoute GRPCRoute TLSRoute TCPRoute UDPRoute Route IngressRoute VirtualService HTTPProxy",
  ).map((kind) => [kind, ENTRY]),
  ...list("Service Endpoints EndpointSlice ServiceEntry").map((kind) => [kind, SERVICE]),
  ...list(
    "Deployment StatefulSet DaemonSet ReplicaSet ReplicationController Job CronJob Pod Rollout ScaledJob DeploymentConfig",
  ).map((kind) => [kind, WORKLOAD]),
  ...list(
    "ConfigMap Secret PersistentVolumeClaim ServiceAccount ExternalSecret SealedSecret SecretProviderClass Certificate",
  ).map((kind) => [kind, CONFIG]),
]);
const SHORT = {
  HorizontalPodAutoscaler: "HPA",
  VerticalPodAutoscaler: "VPA",
  PodDisruptionBudget: "PDB",
  NetworkPolicy: "NetPol",
  ServiceMonitor: "SvcMon",
  PodMonitor: "PodMon",
  PersistentVolumeClaim: "PVC",
  ScaledObject: "KEDA",
  ResourceQuota: "Quota",
  ServiceAccount: "SA",
  RoleBinding: "Binding",
  LimitRange: "Limits",
};
// Said by where things lie, or by another edge: off until asked for.
const QUIET = list(
  "in-namespace instance-of role-crd owns-pod pod-container wl-selector netpol-port svc-port svcmon-port hpa-metric policy-target sa-perms uses-sa:default netpol-peer:outside",
);
// Of these what is missing is no problem, and not drawn: it is usually kept elsewhere.
const SILENT = QUIET.slice(0, 3);
// Edges from an object to what it is about: an object that has only these lies at what it is about.
const ATTACHES = list(
  "hpa-target scaledobj-target vpa-target pdb-pods netpol-pods svcmon-svc podmon-pods quota-ns binding-role",
);
const LOOKS = {
  route: [
    "Ingress → Service → pods",
    list(
      "svc-pods ing-svc route-svc route-gateway url-svc url-datastore governing-svc rollout-svc webhook-svc",
    ),
  ],
  uses: [
    "uses config, secret, storage, identity",
    list(
      "env-secret env-config mounts-secret mounts-config mounts-pvc mounts-csi pull-secret uses-sa claim-template pvc-class pvc-pv ing-tls-secret",
    ),
  ],
  governs: ["governs: policies, scaling, roles", []],
  flow: ["flow that policies allow", ["flow"]],
  unknown: ["flow: cannot tell", []],
  blocked: ["flow that policies deny", []],
  unresolved: ["reference to what is missing", []],
};
const LOOK_OF = new Map(
  Object.entries(LOOKS).flatMap(([look, [, names]]) => names.map((name) => [name, look])),
);

const MANY = 400; // objects: more start with their namespaces collapsed
const MOST_EDGES = 4000; // drawn at once
const MOST_ITEMS = 200; // in a list
const FOOT = 52; // pixels under the picture, for the legend

const place = ([file, line, column]) => ({
  file: data.files[file][0],
  href: data.files[file][1],
  line,
  column,
});
const nodes = data.nodes.map(([id, apiVersion, kind, namespace, name, ...at]) => {
  const isNamespace = kind === "Namespace" && namespace === null;
  const home = isNamespace ? name : namespace;
  return {
    id,
    apiVersion,
    kind,
    namespace,
    isNamespace,
    name: name || "(no name)",
    at: place(at),
    state: "",
    home: home === null ? "" : "/" + home,
    role: ROLES.has(kind) ? ROLES.get(kind) : OTHER,
    out: [],
    in: [],
  };
});
const objects = nodes.length;
const strangers = new Map();
const edges = data.edges.map(
  ([start, end, relation, resolved, target, file, line, column, state, wanted]) => {
    const [name, asked] = data.relations[relation];
    const from = nodes[start];
    const to = end === null ? stranger(from, name, asked, wanted, resolved) : nodes[end];
    const isDefault = name === "uses-sa" && /^$|(^|[\/ ])default$/.test(target);
    const look =
      state === 1
        ? "blocked"
        : !resolved
          ? "unresolved"
          : state === 2
            ? "unknown"
            : LOOK_OF.get(name) || "governs";
    const edge = {
      from,
      to,
      relation: name,
      key:
        isDefault || (name === "netpol-peer" && to.state === "outside")
          ? `${name}:${isDefault ? "default" : "outside"}`
          : name,
      resolved,
      target,
      look,
      at: place([file, line, column]),
      bad: look === "blocked" || look === "unresolved",
    };
    from.out.push(edge);
    to.in.push(edge);
    return edge;
  },
);

// What an edge asks for and no object is.
function stranger(from, relation, asked, wanted, resolved) {
  const key = JSON.stringify([asked || relation, wanted, from.home, resolved]);
  if (!strangers.has(key)) {
    const state = resolved ? "outside" : "missing";
    const node = {
      id: `${state}/${asked || relation}/${from.home}/${wanted}`,
      apiVersion: "",
      kind: asked || "",
      namespace: from.namespace,
      name: wanted || "(no name)",
      at: null,
      state,
      home: from.home,
      out: [],
      in: [],
      role: Math.min(from.role === OTHER ? CONFIG : from.role + 1, OTHER),
    };
    strangers.set(key, node);
    nodes.push(node);
  }
  return strangers.get(key);
}

nodes.forEach((node, number) => {
  node.number = number;
});

const homes = [...new Set(nodes.map((node) => node.home))].sort(compare);
const homeName = (home) => (home === "" ? "no namespace" : home.slice(1));
const title = (node) => (node.state ? `${node.state} ${node.kind}`.trim() : node.kind);
const fullName = (node) =>
  `${title(node)} ${node.home && !node.state && !node.isNamespace ? homeName(node.home) + "/" : ""}${node.name}`;

const hidden = { home: new Set(), kind: new Set(), relation: new Set() };
const quiet = new Set(QUIET);
const folded = new Set(objects > MANY ? homes : []);
let selected = null;
let hits = [];
let hit = -1;

const isShown = (node) => !hidden.home.has(node.home) && !hidden.kind.has(node.state || node.kind);
function isDrawn(edge) {
  if (edge.from === edge.to || hidden.relation.has(edge.key)) return false;
  return !quiet.has(edge.key) || (edge.bad && !SILENT.includes(edge.key));
}

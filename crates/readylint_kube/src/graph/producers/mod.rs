//! What controllers make of an object (D7): Secrets, ConfigMaps, claims and Services that exist in the cluster although no
//! manifest holds them.
//!
//! Each object of the input is asked once for its products, when the graph is built; they are indexed by kind, namespace
//! and name. [`ResourceGraph::produced`] finds them.

mod certificates;
mod copies;
mod jobs;
mod operators;
mod secrets;
mod tables;

use rayon::prelude::*;
use readylint_yaml::{Node, NodeId};
use rustc_hash::{FxHashMap, FxHashSet};

use super::fields::{at_path, items, text, text_of};
use super::namespaces::Namespaces;
use super::{ResourceGraph, ResourceId, TypeCode};
use crate::intern::Interner;
use crate::{Kind, Resource, Symbol};

/// How many products one object may have before the rest is left out; no real object comes near.
const PRODUCTS_OF_ONE_OBJECT: usize = 1 << 12;

/// How many products of one name a look-up goes through.
const LOOKED_AT: usize = 64;

/// How many ways to cut the name of a claim in two are tried; names have 253 characters at most.
const CUTS: usize = 256;

/// What objects of the input make and no manifest holds.
#[derive(Clone, Debug)]
pub struct Produced<'g> {
    /// The object that makes it; the first one, if several do.
    pub by: Resource<'g>,
    /// What decides the name: a node of the tree of `by`.
    pub site: Node<'g>,
    /// The keys of its data, those of all makers together.
    pub keys: ProducedKeys<'g>,
    /// Whether it certainly exists. Otherwise a version, a setting of the controller or the labels of a namespace that
    /// the input does not describe decide: then nothing can be said about a reference to it.
    pub is_certain: bool,
    /// Whether something else makes the object itself and only `keys` are added to it (`creationPolicy: Merge`, the token
    /// of a ServiceAccount).
    pub is_addition: bool,
}

impl Produced<'_> {
    /// Whether it certainly lacks `key`. Of an object that something else makes the other keys are unknown: look into
    /// that one first.
    pub fn lacks(&self, key: &str) -> bool {
        self.is_certain && !self.is_addition && !self.may_add(key)
    }

    /// Whether `key` is or may be among the keys that are made.
    pub fn may_add(&self, key: &str) -> bool {
        match &self.keys {
            ProducedKeys::Known(keys) => keys.contains(&key),
            ProducedKeys::Unknown => true,
        }
    }
}

/// The keys of a made Secret or ConfigMap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProducedKeys<'g> {
    /// These and no others.
    Known(Vec<&'g str>),
    /// The input does not say.
    Unknown,
}

/// The keys of a product, on their way into the table and in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Keys {
    Known(Vec<String>),
    #[default]
    Unknown,
}

impl Keys {
    fn of<'t>(keys: impl IntoIterator<Item = &'t str>) -> Self {
        Self::Known(keys.into_iter().map(str::to_owned).collect())
    }

    /// The keys of mappings such as `data`.
    fn of_maps<'t>(maps: impl IntoIterator<Item = Option<Node<'t>>>) -> Self {
        let entries = maps.into_iter().flatten().flat_map(Node::entries);
        Self::Known(entries.filter_map(|entry| entry.key.text()).map(str::to_owned).collect())
    }
}

/// In which namespaces a product is made.
#[derive(Clone, Debug)]
enum Reach {
    /// In that of its maker.
    Own,
    /// In these.
    Named(Vec<String>),
    /// In those that a selector selects, or in all.
    Chosen(Namespaces),
}

/// One thing that an object makes.
#[derive(Clone, Debug)]
struct Product {
    kind: Kind,
    name: String,
    reach: Reach,
    keys: Keys,
    /// A node of the maker's tree.
    site: NodeId,
    is_certain: bool,
    is_addition: bool,
}

impl Product {
    fn new(kind: Kind, name: impl Into<String>, site: Node<'_>) -> Self {
        let (name, site) = (name.into(), site.id());
        Self {
            kind,
            name,
            reach: Reach::Own,
            keys: Keys::Unknown,
            site,
            is_certain: true,
            is_addition: false,
        }
    }

    fn secret(name: impl Into<String>, site: Node<'_>) -> Self {
        Self::new(Kind::Secret, name, site)
    }

    /// The object of `kind` whose name stands at `site`; `None` if no text does.
    fn named_by(kind: Kind, site: Option<Node<'_>>) -> Option<Self> {
        let site = site?;
        Some(Self::new(kind, text_of(site)?, site))
    }

    fn with_keys(mut self, keys: Keys) -> Self {
        self.keys = keys;
        self
    }

    /// In another namespace than the maker's, if `namespace` names one.
    fn in_namespace(mut self, namespace: Option<&str>) -> Self {
        if let Some(namespace) = namespace {
            self.reach = Reach::Named(vec![namespace.to_owned()]);
        }
        self
    }

    fn reaching(mut self, reach: Reach) -> Self {
        self.reach = reach;
        self
    }

    fn certain_if(mut self, is_certain: bool) -> Self {
        self.is_certain &= is_certain;
        self
    }

    fn added_if(mut self, is_addition: bool) -> Self {
        self.is_addition = is_addition;
        self
    }
}

/// The products of one object, while it is asked for them.
struct Products<'g, 'a> {
    resource: Resource<'g>,
    mounted: &'a Mounted<'g>,
    list: Vec<Product>,
}

impl<'g> Products<'g, '_> {
    fn push(&mut self, product: impl Into<Option<Product>>) {
        if let Some(product) = product.into().filter(|_| self.list.len() < PRODUCTS_OF_ONE_OBJECT) {
            self.list.push(product);
        }
    }

    /// The object's own name, with the node where it stands.
    fn own_name(&self) -> Option<(&'g str, Node<'g>)> {
        Some((self.resource.name()?, self.resource.anchor()))
    }
}

/// Namespace and name of the `SecretProviderClasses` that pods of the input mount.
type Mounted<'g> = FxHashSet<(Option<Symbol>, &'g str)>;

/// Everything that controllers make of `resource`.
fn products_of<'g>(resource: Resource<'g>, mounted: &Mounted<'g>) -> Vec<Product> {
    let mut products = Products { resource, mounted, list: Vec::new() };
    match resource.kind() {
        Kind::ExternalSecret => secrets::external_secret(&mut products),
        Kind::ClusterExternalSecret => secrets::cluster_external_secret(&mut products),
        Kind::SealedSecret => secrets::sealed_secret(&mut products),
        Kind::SecretProviderClass => secrets::provider_class(&mut products),
        Kind::Certificate => certificates::certificate(&mut products),
        Kind::Issuer | Kind::ClusterIssuer => certificates::account_key(&mut products),
        Kind::Ingress | Kind::Gateway => certificates::of_shim(&mut products),
        Kind::Service => certificates::serving(&mut products),
        Kind::Bundle => copies::bundle(&mut products),
        Kind::Secret | Kind::ConfigMap => copies::of_object(&mut products),
        Kind::KyvernoClusterPolicy | Kind::KyvernoPolicy => copies::generated(&mut products),
        Kind::Job | Kind::CronJob => jobs::certificates(&mut products),
        Kind::CnpgCluster => operators::cnpg(&mut products),
        Kind::Canary => operators::flagger(&mut products),
        Kind::ScaledObject => operators::keda(&mut products),
        Kind::Other => {
            secrets::of_operator(&mut products);
            operators::derive(&mut products);
            tables::derive(&mut products);
        }
        _ => {}
    }
    if resource.data().pod.is_some() {
        secrets::of_annotations(&mut products);
        jobs::initial_passwords(&mut products);
    }
    products.list
}

/// In which namespaces a product of the table is made.
#[derive(Clone, Debug)]
pub(super) enum Places {
    /// In that of its maker.
    Own,
    /// In these.
    Named(Vec<Symbol>),
    /// In those that a selector selects, or in all; look-ups find them by their name alone.
    Chosen(Namespaces),
}

/// A product in the table.
#[derive(Debug)]
struct Stored {
    by: ResourceId,
    site: NodeId,
    kind: Kind,
    name: Symbol,
    keys: Keys,
    places: Places,
    is_certain: bool,
    is_addition: bool,
}

/// All products, in the order of their makers.
#[derive(Debug, Default)]
pub(super) struct ProductTable {
    products: Vec<Stored>,
    by_place: FxHashMap<(Kind, Option<Symbol>, Symbol), Vec<u32>>,
    /// Those made in namespaces that are not named.
    by_name: FxHashMap<(Kind, Symbol), Vec<u32>>,
}

impl ProductTable {
    fn add(&mut self, names: &mut Interner, (by, own): (ResourceId, Option<Symbol>), product: Product) {
        let name = names.intern(&product.name);
        let number = self.products.len() as u32;
        let mut place = |namespace| {
            let numbers = self.by_place.entry((product.kind, namespace, name)).or_default();
            numbers.push(number);
        };
        let places = match product.reach {
            Reach::Own => {
                place(own);
                Places::Own
            }
            Reach::Named(namespaces) => {
                let namespaces: Vec<Symbol> = namespaces.iter().map(|name| names.intern(name)).collect();
                for &namespace in &namespaces {
                    place(Some(namespace));
                }
                Places::Named(namespaces)
            }
            Reach::Chosen(namespaces) => {
                self.by_name.entry((product.kind, name)).or_default().push(number);
                Places::Chosen(namespaces)
            }
        };
        let Product { kind, keys, site, is_certain, is_addition, .. } = product;
        self.products.push(Stored { by, site, kind, name, keys, places, is_certain, is_addition });
    }
}

impl ResourceGraph {
    /// Asks every object for its products.
    pub(super) fn index_products(&mut self) {
        let ids: Vec<ResourceId> = (0..self.resources.len() as u32).map(ResourceId).collect();
        let mounted = self.mounted_classes();
        let made: Vec<Vec<(ResourceId, Product)>> = ids
            .par_chunks(256)
            .map(|chunk| {
                let of = |id| products_of(Resource::new(self, id), &mounted);
                chunk.iter().flat_map(|&id| of(id).into_iter().map(move |product| (id, product))).collect()
            })
            .collect();
        drop(mounted);
        let mut table = ProductTable::default();
        for (by, product) in made.into_iter().flatten() {
            let own = self.data(by).namespace;
            table.add(&mut self.names, (by, own), product);
        }
        self.products = table;
    }

    /// The `SecretProviderClasses` that pods mount; a Secret of theirs exists as long as a pod does.
    fn mounted_classes(&self) -> Mounted<'_> {
        if self.index.of_kind(Kind::SecretProviderClass).is_empty() {
            return Mounted::default();
        }
        let volumes = self.pod_templates().flat_map(|pod| {
            let namespace = pod.resource().namespace_symbol();
            pod.volumes().map(move |volume| (namespace, volume))
        });
        let classes = volumes.filter_map(|(namespace, volume)| {
            let attributes = volume.source("csi")?.get("volumeAttributes")?;
            Some((namespace, text(attributes, "secretProviderClass")?))
        });
        classes.collect()
    }

    /// What an object of the input makes of this kind, namespace and name, as something in `from`'s place sees it: what is
    /// made in its own group, else in the others (D7). `None` if nothing makes it; the input may hold it as an object all
    /// the same.
    pub fn produced(
        &self,
        from: ResourceId,
        kind: Kind,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<Produced<'_>> {
        let symbol = namespace.and_then(|namespace| self.symbol(namespace));
        // a namespace that nothing mentions is one in which only the products of all namespaces are
        let is_unseen = namespace.is_some() && symbol.is_none();
        let named = self.symbol(name);
        let here =
            named.filter(|_| !is_unseen).and_then(|name| self.products.by_place.get(&(kind, symbol, name)));
        let chosen = named.and_then(|name| self.products.by_name.get(&(kind, name)));
        let lists = || here.into_iter().chain(chosen);
        let numbers = lists().flat_map(|numbers| numbers.iter().take(LOOKED_AT));
        let candidates: Vec<Candidate<'_>> = numbers
            .filter_map(|&number| {
                let product = self.products.products.get(number as usize)?;
                let is_certain = product.is_certain & self.is_made_in(product, namespace, symbol)?;
                Some(Candidate { product, is_certain })
            })
            .collect();
        if candidates.is_empty()
            && let Some(&number) = lists().find_map(|numbers| numbers.get(LOOKED_AT))
        {
            // whether one of the rest makes it there cannot be told
            let product = self.products.products.get(number as usize)?;
            let keys = ProducedKeys::Unknown;
            return Some(Produced { keys, is_certain: false, ..self.view(product) });
        }
        let own = |candidate: &&Candidate<'_>| self.group(candidate.product.by) == self.group(from);
        // what only adds to it needs the maker, wherever that is
        let makes = |candidate: &&Candidate<'_>| !candidate.product.is_addition;
        if candidates.iter().any(|candidate| own(&candidate) && makes(&candidate)) {
            self.joined(candidates.iter().filter(own))
        } else {
            let additions = candidates.iter().filter(|candidate| !makes(candidate));
            self.joined(candidates.iter().filter(makes).chain(additions))
        }
        .or_else(|| self.claim_of_template(from, kind, namespace, name))
        .or_else(|| self.restored_claim(kind, namespace))
    }

    /// Whether `product` is certainly made in a namespace; `None` if it certainly is not.
    fn is_made_in(&self, product: &Stored, namespace: Option<&str>, symbol: Option<Symbol>) -> Option<bool> {
        let Places::Chosen(chosen) = &product.places else {
            return Some(true);
        };
        if matches!(chosen, Namespaces::All) || (symbol.is_some() && chosen.contains(symbol)) {
            return Some(true);
        }
        let find = |name| self.find(product.by, TypeCode::known(Kind::Namespace), None, name);
        let is_described = symbol.and_then(find).is_some();
        // the manifest may be applied in any of them
        let may_be = namespace.is_none() || (chosen.cannot_tell() && !is_described);
        may_be.then_some(false)
    }

    /// What several makers make together.
    fn joined<'g, 'c>(&'g self, candidates: impl Iterator<Item = &'c Candidate<'g>>) -> Option<Produced<'g>>
    where
        'g: 'c,
    {
        let mut candidates = candidates;
        let first = candidates.next()?;
        let mut all = Produced { is_certain: first.is_certain, ..self.view(first.product) };
        for candidate in candidates {
            all.is_certain |= candidate.is_certain;
            all.is_addition &= candidate.product.is_addition;
            all.keys = match (all.keys, ProducedKeys::of(&candidate.product.keys)) {
                (ProducedKeys::Known(mut keys), ProducedKeys::Known(more)) => {
                    keys.extend(more);
                    ProducedKeys::Known(keys)
                }
                _ => ProducedKeys::Unknown,
            };
        }
        Some(all)
    }

    /// The claim `<template>-<StatefulSet>-<ordinal>` of a StatefulSet's `volumeClaimTemplates`. Found by its name, because
    /// how many there are is up to autoscalers.
    fn claim_of_template(
        &self,
        from: ResourceId,
        kind: Kind,
        namespace: Option<&str>,
        name: &str,
    ) -> Option<Produced<'_>> {
        let (base, ordinal) = name.rsplit_once('-').filter(|_| kind == Kind::PersistentVolumeClaim)?;
        ordinal.parse::<u32>().ok()?;
        let splits = base.match_indices('-').take(CUTS);
        let mut claims = splits.filter_map(|(at, _)| {
            let (template, set) = (base.get(..at)?, base.get(at + 1..)?);
            let set = self.look_up(from, Kind::StatefulSet, namespace, set)?;
            let names = items(set.spec()?, "volumeClaimTemplates")
                .filter_map(|template| template.get("metadata")?.get("name"));
            let site = names.into_iter().find(|name| name.text() == Some(template))?;
            let keys = ProducedKeys::Unknown;
            Some(Produced { by: set, site, keys, is_certain: true, is_addition: false })
        });
        claims.next()
    }

    /// A claim of any name that a Velero Restore may bring back: what its backup holds is not in the input (`RestoreSpec` of
    /// `velero.io/v1`).
    fn restored_claim(&self, kind: Kind, namespace: Option<&str>) -> Option<Produced<'_>> {
        let reaches = |restore: &Resource<'_>| {
            let field = |key| restore.spec().and_then(|spec| spec.get(key));
            let is_meant = |node: Node<'_>| {
                node.text().is_some_and(|text| text == "*" || namespace.is_none_or(|own| own == text))
            };
            let mut included = field("includedNamespaces").into_iter().flat_map(Node::items).peekable();
            let mut mapped = field("namespaceMapping").into_iter().flat_map(Node::entries);
            included.peek().is_none() || included.any(is_meant) || mapped.any(|entry| is_meant(entry.value))
        };
        let mut restores = self.of_kind(Kind::VeleroRestore).take(LOOKED_AT);
        let by = if kind == Kind::PersistentVolumeClaim { restores.find(reaches)? } else { return None };
        let keys = ProducedKeys::Unknown;
        Some(Produced { by, site: by.anchor(), keys, is_certain: false, is_addition: false })
    }

    /// What is made of the object `by`, each with its kind and name, in the order in which the object says so.
    pub fn products_of(&self, by: ResourceId) -> impl Iterator<Item = (Kind, &str, Produced<'_>)> {
        let own = self.stored_products(by);
        own.map(|product| (product.kind, self.text(product.name), self.view(product)))
    }

    /// The Secrets among [`ResourceGraph::products_of`], with where they are made.
    pub(super) fn secrets_of(&self, by: ResourceId) -> impl Iterator<Item = (Symbol, &Places, Produced<'_>)> {
        let own = self.stored_products(by).filter(|product| product.kind == Kind::Secret);
        own.map(|product| (product.name, &product.places, self.view(product)))
    }

    fn stored_products(&self, by: ResourceId) -> impl Iterator<Item = &Stored> {
        let products = &self.products.products;
        let start = products.partition_point(|product| product.by < by);
        products.iter().skip(start).take_while(move |product| product.by == by)
    }

    fn view<'g>(&'g self, product: &'g Stored) -> Produced<'g> {
        let by = self.resource(product.by);
        Produced {
            by,
            site: by.at(product.site),
            keys: ProducedKeys::of(&product.keys),
            is_certain: product.is_certain,
            is_addition: product.is_addition,
        }
    }
}

/// A product that a look-up found, and whether it is certainly there.
struct Candidate<'g> {
    product: &'g Stored,
    is_certain: bool,
}

impl<'g> ProducedKeys<'g> {
    fn of(keys: &'g Keys) -> Self {
        match keys {
            Keys::Known(keys) => Self::Known(keys.iter().map(String::as_str).collect()),
            Keys::Unknown => Self::Unknown,
        }
    }
}

//! The files and arguments that values come from, lowest first.

use readylint_text::SourceId;

use crate::provenance::LayerId;

/// A file or an argument that values come from. Its number in the list, counted from 1, is its [`LayerId`].
#[derive(Clone, Debug)]
pub struct Layer {
    /// What people call it: the path of the file, or `--set image.tag=1`.
    pub name: String,
    /// The text.
    pub source: Option<SourceId>,
    /// What kind of layer.
    pub kind: LayerKind,
}

/// What kind of layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// The `values.yaml` of a chart.
    Chart {
        /// The layer of the chart that it is a dependency of.
        parent: Option<LayerId>,
    },
    /// A `-f` file.
    File,
    /// A `--set…` argument.
    Set,
}

/// The layers of a render.
#[derive(Clone, Debug, Default)]
pub(super) struct Layers {
    list: Vec<Layer>,
}

impl Layers {
    pub(super) fn add(&mut self, layer: Layer) -> LayerId {
        self.list.push(layer);
        LayerId::new(u32::try_from(self.list.len()).unwrap_or_default())
    }

    pub(super) fn into_list(self) -> Vec<Layer> {
        self.list
    }

    fn kind(&self, layer: LayerId) -> Option<LayerKind> {
        let index = usize::try_from(layer.to_u32()).ok()?.checked_sub(1)?;
        self.list.get(index).map(|layer| layer.kind)
    }

    /// Whether the values of `upper` go over those of `lower` wherever both have some: a file of the user is above every
    /// chart, a chart above those that it depends on.
    pub(super) fn is_above(&self, upper: LayerId, lower: LayerId) -> bool {
        if upper == lower {
            return true;
        }
        if !matches!(self.kind(upper), Some(LayerKind::Chart { .. })) {
            return true;
        }
        let mut at = lower;
        while let Some(LayerKind::Chart { parent: Some(parent) }) = self.kind(at) {
            // a chart is numbered before those it depends on
            if parent == upper {
                return true;
            }
            if parent >= at {
                return false;
            }
            at = parent;
        }
        false
    }
}

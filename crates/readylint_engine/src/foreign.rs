//! Ids of the same checks in other tools: `KL:latest-tag` is `latest-tag` of kube-linter.

/// A tool whose ids rules refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeignTool {
    /// The abbreviation before the colon.
    pub short: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What its ids begin with and rules leave out.
    pub prefix: &'static str,
}

macro_rules! tools {
    ($($short:literal $name:literal $prefix:literal;)+) => {
        /// All of them, by abbreviation.
        pub const FOREIGN_TOOLS: &[ForeignTool] =
            &[$(ForeignTool { short: $short, name: $name, prefix: $prefix },)+];
    };
}

tools! {
    "API" "kube-apiserver" "";
    "CK" "Checkov" "";
    "CT" "chart-testing" "";
    "DT" "Datree" "";
    "HL" "helm lint" "";
    "KA" "kubeaudit" "";
    "KC" "kubeconform" "";
    "KL" "kube-linter" "";
    "KS" "kube-score" "";
    "KSEC" "kubesec" "";
    "KUB" "Kubescape" "";
    "KX" "KICS" "";
    "KY" "Kyverno" "";
    "MV" "Marvin" "";
    "NSA" "NSA and CISA" "";
    "PL" "Pluto" "";
    "PO" "Polaris" "";
    "POP" "Popeye" "";
    "PSS" "Pod Security Standards" "";
    "SQ" "SonarQube" "";
    "TR" "Trivy" "";
    "TS" "Terrascan" "AC_K8S_";
}

/// The tool that `reference` names and the id as the tool writes it; `None` if the abbreviation is not known.
pub fn foreign_id(reference: &str) -> Option<(ForeignTool, String)> {
    let (short, id) = reference.split_once(':').unwrap_or((reference, ""));
    let tool = FOREIGN_TOOLS.iter().find(|tool| tool.short == short)?;
    Some((*tool, format!("{}{id}", tool.prefix)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_as_the_tools_write_them() {
        let id = |reference| foreign_id(reference).map(|(tool, id)| (tool.name, id));
        assert_eq!(id("KL:latest-tag"), Some(("kube-linter", "latest-tag".to_owned())));
        assert_eq!(id("TS:0002"), Some(("Terrascan", "AC_K8S_0002".to_owned())));
        assert_eq!(id("XX:1"), None);
    }

    #[test]
    fn abbreviations_are_unique_and_sorted() {
        assert!(FOREIGN_TOOLS.is_sorted_by(|one, next| one.short < next.short));
    }
}

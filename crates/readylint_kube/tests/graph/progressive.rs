//! Argo Rollouts and Flagger.

use super::support::*;

/// Holds the ends of the edges of the first object to what is expected.
#[track_caller]
fn check_ends(documents: &[String], from: &str, expected: &[&str]) {
    let expected: Vec<String> = expected.iter().map(|to| format!("{from} -> {to}")).collect();
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(documents, "rollout-svc", &expected);
}

#[test]
fn rollouts() {
    let others = [
        object("v1/Service", "shop/stable", ""),
        object("v1/Service", "dev/canary", ""),
        object("networking.k8s.io/v1/Ingress", "shop/web", ""),
        object("argoproj.io/v1alpha1/AnalysisTemplate", "shop/rate", ""),
        object("argoproj.io/v1alpha1/ClusterAnalysisTemplate", "rate", ""),
        object("networking.istio.io/v1/VirtualService", "shop/web", ""),
        object("networking.istio.io/v1/DestinationRule", "shop/web", ""),
        object("gateway.networking.k8s.io/v1/HTTPRoute", "shop/web", ""),
    ];
    for (strategy, expected) in [
        ("canary: {stableService: stable, canaryService: canary}", vec!["Service/shop/stable", "missing"]),
        (
            "blueGreen: {activeService: stable, previewService: preview}",
            vec!["Service/shop/stable", "missing"],
        ),
        (
            "canary: {pingPong: {pingService: stable, pongService: pong}}",
            vec!["Service/shop/stable", "missing"],
        ),
        (
            "canary: {trafficRouting: {nginx: {stableIngress: web, stableIngresses: [web, api]}}}",
            vec!["Ingress/shop/web", "Ingress/shop/web", "missing"],
        ),
        (
            "canary: {trafficRouting: {alb: {ingress: web, rootService: root}}}",
            vec!["missing", "Ingress/shop/web"],
        ),
        (
            "canary: {trafficRouting: {istio: {virtualService: {name: web}, virtualServices: [{name: api}], \
             destinationRule: {name: api}}}}",
            vec!["VirtualService/shop/web", "external api", "missing"],
        ),
        (
            "canary: {trafficRouting: {plugins: {argoproj-labs/gatewayAPI: {httpRoute: web, httpRoutes: [{name: x}]}}}}",
            vec!["HTTPRoute/shop/web", "missing"],
        ),
        ("canary: {trafficRouting: {traefik: {weightedTraefikServiceName: split}}}", vec!["external split"]),
        (
            "canary: {analysis: {templates: [{templateName: rate}, {templateName: rate, clusterScope: true}, \
             {templateName: errors}]}}",
            vec!["AnalysisTemplate/shop/rate", "ClusterAnalysisTemplate/rate", "missing"],
        ),
        (
            "canary: {steps: [{setWeight: 20}, {analysis: {templates: [{templateName: rate}]}}, {experiment: \
             {analyses: [{templateName: errors, clusterScope: true}]}}]}",
            vec!["AnalysisTemplate/shop/rate", "missing"],
        ),
        (
            "blueGreen: {prePromotionAnalysis: {templates: [{templateName: rate}]}, postPromotionAnalysis: \
             {templates: [{templateName: errors}]}}",
            vec!["AnalysisTemplate/shop/rate", "missing"],
        ),
        ("canary: {stableService: \"\"}", vec![]),
    ] {
        let rollout = object(
            "argoproj.io/v1alpha1/Rollout",
            "shop/web",
            &format!("spec: {{strategy: {{{strategy}}}}}"),
        );
        let docs: Vec<String> = [rollout].into_iter().chain(others.clone()).collect();
        check_ends(&docs, "Rollout/shop/web", &expected);
    }
}

#[test]
fn canaries() {
    let target = "targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}";
    let web = deployment("shop/web", "", "", "");
    let service = object("v1/Service", "shop/web", "");
    let hpa = object("autoscaling/v2/HorizontalPodAutoscaler", "shop/web", "");
    let metric = object("flagger.app/v1beta1/MetricTemplate", "shop/errors", "");
    let others = [web, hpa, metric];
    for (spec, more, expected) in [
        (target.to_owned(), vec![service.clone()], vec!["Deployment/shop/web", "Service/shop/web"]),
        // Flagger makes the Service
        (target.to_owned(), vec![], vec!["Deployment/shop/web", "generated web"]),
        (
            format!("{target}, service: {{name: front}}"),
            vec![],
            vec!["Deployment/shop/web", "generated front"],
        ),
        ("targetRef: {kind: Deployment, name: wbe}".into(), vec![], vec!["missing", "generated wbe"]),
        (
            format!(
                "{target}, autoscalerRef: {{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, name: web}}, \
                 ingressRef: {{kind: Ingress, apiVersion: networking.k8s.io/v1, name: web}}"
            ),
            vec![],
            vec!["Deployment/shop/web", "HorizontalPodAutoscaler/shop/web", "missing", "generated web"],
        ),
        (
            format!("{target}, analysis: {{metrics: [{{name: x, templateRef: {{name: errors}}}}]}}"),
            vec![],
            vec!["Deployment/shop/web", "generated web", "MetricTemplate/shop/errors"],
        ),
    ] {
        let canary = object("flagger.app/v1beta1/Canary", "shop/web", &format!("spec: {{{spec}}}"));
        let docs: Vec<String> = [canary].into_iter().chain(others.clone()).chain(more).collect();
        check_ends(&docs, "Canary/shop/web", &expected);
    }
    let elsewhere = object("flagger.app/v1beta1/Canary", "dev/web", &format!("spec: {{{target}}}"));
    let docs: Vec<String> = [elsewhere].into_iter().chain(others).collect();
    check_ends(&docs, "Canary/dev/web", &["missing", "generated web"]);
}

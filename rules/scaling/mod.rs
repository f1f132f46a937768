//! Scaling: autoscalers, what they scale and what they measure.

mod autoscaler_metric_without_request;
mod dangling_autoscaler_target;
mod invalid_autoscaler_bounds;
mod replicas_with_autoscaler;

readylint_engine::rules!(
    "scaling":
    autoscaler_metric_without_request,
    dangling_autoscaler_target,
    invalid_autoscaler_bounds,
    replicas_with_autoscaler,
);

//! Resources: requests and limits.

mod absence;
mod best_effort_pod;
mod missing_cpu_request;
mod missing_memory_limit;
mod missing_memory_request;
mod request_exceeds_limit;

readylint_engine::rules!("resources": best_effort_pod, missing_cpu_request, missing_memory_limit, missing_memory_request, request_exceeds_limit);

//! A sign of life during long runs.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget};

/// Runs that end sooner show nothing.
const PATIENCE: Duration = Duration::from_millis(300);
/// Time between two pictures.
const TICK: Duration = Duration::from_millis(100);

/// A spinner on standard error, from [`PATIENCE`] after the start until it is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts the clock; does nothing unless someone is `watching`.
    pub(crate) fn start(watching: bool) -> Self {
        let running = watching.then(|| {
            let (sender, receiver) = mpsc::channel();
            let thread = std::thread::spawn(move || {
                if receiver.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                let spinner =
                    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_message("linting");
                spinner.enable_steady_tick(TICK);
                // the sender is dropped at the end of the run
                let _ = receiver.recv();
                spinner.finish_and_clear();
            });
            (sender, thread)
        });
        Self { running }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            // the line must be clear before anything is printed
            let _ = thread.join();
        }
    }
}

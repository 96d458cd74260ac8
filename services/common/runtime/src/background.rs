//! Threads for work that nobody waits for. Where the doors want the processor too, they get it
//! first; what they leave is all for the background.

use std::io;

use tokio::runtime::{Builder, Handle, Runtime};

/// How much less these threads weigh than the others, on the system's scale of 0 to 19. At 15 each
/// gets a thirtieth of what a busy door gets: together some tenth, so that nothing stands still.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 15;

/// A runtime of its own. What still runs on it when it goes is dropped.
#[derive(Debug)]
pub(crate) struct Background(Option<Runtime>);

impl Background {
    /// Starts the threads.
    ///
    /// # Errors
    /// Where the system gives no more of them.
    pub fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .thread_name("background")
            .on_thread_start(step_back)
            .enable_all()
            .build()?;
        Ok(Self(Some(runtime)))
    }

    /// Where to spawn.
    pub fn handle(&self) -> Option<&Handle> {
        self.0.as_ref().map(Runtime::handle)
    }
}

impl Drop for Background {
    /// Waits for nothing, for it may go within a task of another runtime.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Makes the calling thread, and those that it starts, weigh less. On Linux this is a thread's own
/// affair; elsewhere it would be that of the whole process, and is left.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::debug!(%error, "the background runs with the weight of the doors");
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_threads_of_the_background_weigh_less() {
        let background = Background::start().expect("threads");
        let weight = || rustix::process::getpriority_process(None).expect("a priority");
        let before = weight();
        let handle = background.handle().expect("it runs").clone();
        let task = handle.spawn(async move { weight() });
        let beside = handle.spawn_blocking(weight);
        assert_eq!(task.await.expect("it ends"), NICENESS);
        assert_eq!(beside.await.expect("it ends"), NICENESS);
        assert_eq!(weight(), before);
    }
}

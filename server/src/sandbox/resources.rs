//! Limits on what the process uses up.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Policy;

const OPEN_FILES: u64 = 256;
const FILE_BYTES: u64 = 256 << 20;

/// Lowers the limits of this process. The hard limits go down too, so that it cannot raise them again.
pub fn limit(policy: &Policy) -> rustix::io::Result<()> {
    // RLIMIT_DATA and not RLIMIT_AS: address space that is only reserved costs nothing.
    lower(Resource::Data, policy.memory)?;
    lower(Resource::Nofile, OPEN_FILES)?;
    lower(Resource::Fsize, FILE_BYTES)?;
    lower(Resource::Core, 0)?;
    policy
        .cpu_seconds
        .map_or(Ok(()), |seconds| lower(Resource::Cpu, seconds))
}

fn lower(resource: Resource, limit: u64) -> rustix::io::Result<()> {
    let limit = getrlimit(resource)
        .maximum
        .map_or(limit, |hard| hard.min(limit));
    setrlimit(
        resource,
        Rlimit {
            current: Some(limit),
            maximum: Some(limit),
        },
    )
}

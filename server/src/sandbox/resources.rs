//! Limits on what the process uses up.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Policy;

const OPEN_FILES: u64 = 256;
const FILE_BYTES: u64 = 256 << 20;

/// Lowers the limits of this process. The hard limits go down too, so that it cannot raise them again.
pub fn limit(policy: &Policy) -> rustix::io::Result<()> {
    // RLIMIT_DATA and not RLIMIT_AS: address space that is only reserved costs nothing.
    lower(Resource::Data, policy.memory.saturating_add(mapped()))?;
    lower(Resource::Nofile, OPEN_FILES)?;
    lower(Resource::Fsize, FILE_BYTES)?;
    lower(Resource::Core, 0)?;
    policy
        .cpu_seconds
        .map_or(Ok(()), |seconds| lower(Resource::Cpu, seconds))
}

/// Bytes of private memory that the process has: most are addresses that the allocator has set aside, and uses little of.
/// None where the system does not tell: the limit is lower then.
fn mapped() -> u64 {
    let sizes = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    // Of the numbers of pages the one of data and stack.
    let pages = sizes.split_ascii_whitespace().nth(5);
    let pages: u64 = pages.and_then(|pages| pages.parse().ok()).unwrap_or(0);
    pages * rustix::param::page_size() as u64
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

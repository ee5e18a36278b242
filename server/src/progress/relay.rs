//! Passes on what a program prints, so that it does not mix with the line. The program has a terminal of its own for it, of the same size: it
//! does what it does in any.

use std::fs::File;
use std::io::{Read, Result};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{
    OptionalActions, OutputModes, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize,
};

use super::Line;

/// The terminal that the program prints to, and the thread that passes on what comes from it, until nobody has it open.
pub fn relay(line: Arc<Line>) -> Result<(File, JoinHandle<()>)> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let ours = openpt(flags)?;
    unlockpt(&ours)?;
    let theirs = ioctl_tiocgptpeer(&ours, flags)?;
    // The terminal that shows it makes lines of it.
    let mut modes = tcgetattr(&theirs)?;
    modes.output_modes.remove(OutputModes::OPOST);
    tcsetattr(&theirs, OptionalActions::Now, &modes)?;
    if let Ok(size) = tcgetwinsize(std::io::stderr()) {
        tcsetwinsize(&theirs, size)?;
    }
    let mut ours = File::from(ours);
    let relay = Builder::new().spawn(move || {
        let mut bytes = [0; 1 << 14];
        // Fails when the last who had it open has closed it.
        while let Ok(count) = ours.read(&mut bytes) {
            if count == 0 {
                break;
            }
            line.print(&bytes[..count]);
        }
    })?;
    Ok((File::from(theirs), relay))
}

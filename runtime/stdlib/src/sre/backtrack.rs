//! The engine's stack: choices that are left, and how to undo what was done since each.

use vm::{Result, Vm};

use super::engine::UNSET;

/// No loop, no body.
pub const NONE: u32 = u32::MAX;

/// What is on the stack.
#[derive(Clone, Copy, Debug)]
pub enum Entry {
    /// Choice: go on at an operation.
    Retry { op: u32, at: usize },
    /// Choice: a greedy repetition of one character, which reaches to `at`, gives some back, down to `low`.
    GiveBack { op: u32, low: usize, at: usize },
    /// Choice: a lazy repetition of one character takes one more of those left.
    TakeMore { op: u32, left: u32, at: usize },
    /// Choice: a greedy loop is left.
    LeaveLoop { op: u32, repeat: u32, at: usize },
    /// Choice: a lazy loop's body runs once more.
    RunLoop { repeat: u32, at: usize },
    /// Choice: a body that was entered, having matched so often before, fails.
    Entered {
        op: u32,
        count: u32,
        outer: u32,
        at: usize,
    },
    /// Undo: a mark was set, and the last group with it.
    Mark { mark: u32, last: u32, old: usize },
    /// Undo: a loop's body was begun.
    Count {
        repeat: u32,
        count: u32,
        last: usize,
    },
    /// Undo: another loop was being run.
    Inner { repeat: u32 },
    /// Undo: a loop was entered.
    NewLoop,
}

/// A loop that was entered.
#[derive(Clone, Copy, Debug)]
pub struct Loop {
    /// The operation that entered it.
    pub op: usize,
    /// How often its body was begun.
    pub count: u32,
    /// Where it was begun last, once it need not be; it is not begun there again.
    pub last: usize,
    /// The loop around it.
    pub outer: u32,
}

/// The stack, and the state that it can undo.
#[derive(Debug, Default)]
pub struct Stack {
    entries: Vec<Entry>,
    loops: Vec<Loop>,
    /// The loop that is being run.
    pub inner: u32,
    /// Where on the stack the body is that was entered last.
    body: u32,
    /// Where groups begin and end.
    pub marks: Vec<usize>,
    /// The group that was closed last, 0 for none.
    pub last_group: u32,
}

impl Stack {
    /// Whether its memory is little enough to be kept.
    pub fn is_small(&self) -> bool {
        const FEW: usize = 256;
        self.entries.capacity().max(self.loops.capacity()) <= FEW && self.marks.capacity() <= FEW
    }

    /// Forgets everything.
    pub fn reset(&mut self, marks: usize) {
        self.entries.clear();
        self.loops.clear();
        (self.inner, self.body, self.last_group) = (NONE, NONE, 0);
        self.marks.clear();
        self.marks.resize(marks, UNSET);
    }

    /// Puts an entry on the stack.
    #[inline]
    pub fn push(&mut self, vm: &mut Vm, entry: Entry) -> Result<()> {
        if self.entries.len() == self.entries.capacity() {
            grow(vm, &mut self.entries)?;
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Where a group begins and ends, if it has matched.
    pub fn group(&self, group: usize) -> Option<(usize, usize)> {
        let (start, end) = (*self.marks.get(2 * group)?, *self.marks.get(2 * group + 1)?);
        (end != UNSET && start <= end).then_some((start, end))
    }

    /// Sets a mark.
    pub fn set_mark(&mut self, vm: &mut Vm, mark: usize, at: usize) -> Result<()> {
        let (old, last) = (self.marks[mark], self.last_group);
        let number = mark as u32;
        self.push(
            vm,
            Entry::Mark {
                mark: number,
                last,
                old,
            },
        )?;
        self.marks[mark] = at;
        if mark % 2 == 1 {
            self.last_group = number / 2 + 1;
        }
        Ok(())
    }

    /// The state of a loop.
    pub fn loop_of(&self, number: u32) -> Option<Loop> {
        self.loops.get(number as usize).copied()
    }

    /// Enters a loop.
    pub fn enter_loop(&mut self, vm: &mut Vm, op: usize) -> Result<()> {
        self.push(vm, Entry::NewLoop)?;
        if self.loops.len() == self.loops.capacity() {
            grow(vm, &mut self.loops)?;
        }
        self.loops.push(Loop {
            op,
            count: 0,
            last: UNSET,
            outer: self.inner,
        });
        self.inner = self.loops.len() as u32 - 1;
        Ok(())
    }

    /// Counts that a loop's body is begun.
    pub fn count(&mut self, vm: &mut Vm, repeat: u32, last: usize) -> Result<()> {
        let Some(&state) = self.loops.get(repeat as usize) else {
            return Ok(());
        };
        let (count, old) = (state.count, state.last);
        self.push(
            vm,
            Entry::Count {
                repeat,
                count,
                last: old,
            },
        )?;
        self.loops[repeat as usize] = Loop {
            count: count.saturating_add(1),
            last,
            ..state
        };
        Ok(())
    }

    /// Makes a loop the one that is being run.
    pub fn run_loop(&mut self, vm: &mut Vm, repeat: u32) -> Result<()> {
        let before = self.inner;
        self.push(vm, Entry::Inner { repeat: before })?;
        self.inner = repeat;
        Ok(())
    }

    /// Enters a body.
    pub fn enter_body(&mut self, vm: &mut Vm, op: usize, count: u32, at: usize) -> Result<()> {
        let (op, outer) = (op as u32, self.body);
        self.push(
            vm,
            Entry::Entered {
                op,
                count,
                outer,
                at,
            },
        )?;
        self.body = self.entries.len() as u32 - 1;
        Ok(())
    }

    /// The body that was entered last: operation, how often it has matched, where it was entered.
    pub fn body(&self) -> Option<(usize, u32, usize)> {
        match *self.entries.get(self.body as usize)? {
            Entry::Entered { op, count, at, .. } => Some((op as usize, count, at)),
            _ => None,
        }
    }

    /// Leaves the body that was entered last, with its choices; what was done in it can still be undone.
    pub fn forget_choices(&mut self) {
        let start = self.body as usize;
        let mut kept = start;
        for index in start..self.entries.len() {
            match self.entries[index] {
                Entry::Entered { outer, .. } if index == start => self.body = outer,
                entry @ (Entry::Mark { .. }
                | Entry::Count { .. }
                | Entry::Inner { .. }
                | Entry::NewLoop) => {
                    self.entries[kept] = entry;
                    kept += 1;
                }
                _ => {}
            }
        }
        self.entries.truncate(kept);
    }

    /// Leaves the body that was entered last, undoing what was done in it.
    pub fn undo_body(&mut self) {
        let start = self.body as usize;
        while self.entries.len() > start {
            if self.undo_to_choice().is_none() {
                return;
            }
        }
    }

    /// Undoes what was done since the last choice, and takes that off the stack.
    pub fn undo_to_choice(&mut self) -> Option<Entry> {
        while let Some(entry) = self.entries.pop() {
            match entry {
                Entry::Mark { mark, last, old } => {
                    self.marks[mark as usize] = old;
                    self.last_group = last;
                }
                Entry::Count {
                    repeat,
                    count,
                    last,
                } => {
                    if let Some(state) = self.loops.get_mut(repeat as usize) {
                        (state.count, state.last) = (count, last);
                    }
                }
                Entry::Inner { repeat } => self.inner = repeat,
                Entry::NewLoop => {
                    self.inner = self.loops.pop().map_or(NONE, |state| state.outer);
                }
                Entry::Entered { outer, .. } => {
                    self.body = outer;
                    return Some(entry);
                }
                choice => return Some(choice),
            }
        }
        None
    }
}

/// Makes room for as many more as there are, or raises MemoryError.
#[cold]
fn grow<T>(vm: &mut Vm, entries: &mut Vec<T>) -> Result<()> {
    let more = entries.len().max(32);
    vm.check_room((entries.len() + more) * size_of::<T>())?;
    entries.reserve_exact(more);
    Ok(())
}

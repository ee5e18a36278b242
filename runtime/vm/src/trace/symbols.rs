//! What abstract interpretation knows: symbols for values, and the abstract frames that hold them (CPython's
//! `optimizer_symbols.c`).

use uops::uops::Kind;

use crate::Value;
use crate::layout::{Class, Code, Dict, Function, class_flags};

/// A place in the bytecode: code object and code unit.
pub(crate) type Place = (*mut Code, u32);

/// The number of a symbol.
pub(crate) type Id = usize;

/// What is known of a value.
#[derive(Clone, Debug)]
pub(crate) struct Symbol {
    /// Its type.
    pub kind: Kind,
    /// Its value.
    pub constant: Option<Value>,
    /// Its class, by a version that was checked.
    pub class: Option<(*mut Class, u32)>,
    /// Whether it is the iterator class that was checked.
    pub iterates: Option<&'static str>,
    /// Where the type became known, and how.
    pub fact: Option<(Place, String)>,
    /// What the user calls it in a code object's text, where it is no local.
    pub name: Option<(*mut Code, String)>,
}

/// An abstract frame.
pub(crate) struct AbstractFrame {
    pub code: *mut Code,
    /// Its globals and builtins, where all runs of the trace have the same.
    pub namespaces: Option<(*mut Dict, *mut Dict)>,
    pub locals: Vec<Id>,
    pub stack: Vec<Id>,
}

/// The symbols and frames of a trace that is being optimized.
pub(crate) struct Abstract {
    symbols: Vec<Symbol>,
    pub frames: Vec<AbstractFrame>,
    /// The frame that `_PUSH_FRAME` will enter.
    pub new_frame: Option<AbstractFrame>,
}

impl Abstract {
    /// A state with frames of which nothing is known but their code objects, outermost first.
    pub fn new(codes: impl Iterator<Item = *mut Code>) -> Abstract {
        let mut state = Abstract {
            symbols: Vec::new(),
            frames: Vec::new(),
            new_frame: None,
        };
        for code in codes {
            let frame = state.frame(code);
            state.frames.push(frame);
        }
        state
    }

    /// A frame of which nothing is known. What its stack held before is made up when it is asked for.
    pub fn frame(&mut self, code: *mut Code) -> AbstractFrame {
        // SAFETY: pinned: traces are of live code objects.
        let count = unsafe { (*code).nlocalsplus } as usize;
        AbstractFrame {
            code,
            namespaces: None,
            locals: (0..count).map(|_| self.unknown()).collect(),
            stack: Vec::new(),
        }
    }

    /// The frame of a call of a known function with known arguments.
    pub fn call_frame(&mut self, function: &Function, args: &[Id]) -> AbstractFrame {
        let mut frame = self.frame(function.code);
        frame.namespaces = Some((function.globals, function.builtins));
        for (local, arg) in frame.locals.iter_mut().zip(args) {
            *local = *arg;
        }
        frame
    }

    pub fn add(&mut self, symbol: Symbol) -> Id {
        self.symbols.push(symbol);
        self.symbols.len() - 1
    }

    pub fn unknown(&mut self) -> Id {
        self.of_kind(Kind::Any, None)
    }

    pub fn of_kind(&mut self, kind: Kind, fact: Option<(Place, String)>) -> Id {
        self.add(Symbol {
            kind,
            constant: None,
            class: None,
            iterates: None,
            fact,
            name: None,
        })
    }

    pub fn constant(&mut self, kind: Kind, value: Value, fact: (Place, String)) -> Id {
        self.add(Symbol {
            kind,
            constant: Some(value),
            class: None,
            iterates: None,
            fact: Some(fact),
            name: None,
        })
    }

    /// Python code may have run: of instances that may get another class, none is known any more. That the first of a class
    /// gets another ends the traces that watch the class.
    pub fn other_code_ran(&mut self) {
        for symbol in &mut self.symbols {
            if let Some((class, _)) = symbol.class
                && !class.is_null()
                // SAFETY: pinned: a class with a current version is live.
                && unsafe { (*class).flags } & class_flags::REASSIGNED != 0
            {
                symbol.class = None;
            }
        }
    }

    pub fn get(&self, id: Id) -> &Symbol {
        &self.symbols[id]
    }

    pub fn get_mut(&mut self, id: Id) -> &mut Symbol {
        &mut self.symbols[id]
    }

    pub fn top(&mut self) -> &mut AbstractFrame {
        self.frames
            .last_mut()
            .expect("a trace never leaves the frame that it starts in")
    }

    pub fn push(&mut self, id: Id) {
        self.top().stack.push(id);
    }

    pub fn pop(&mut self) -> Id {
        match self.top().stack.pop() {
            Some(id) => id,
            None => self.unknown(),
        }
    }

    /// The symbol `depth` below the top; 1 is the top.
    pub fn peek(&mut self, depth: usize) -> Id {
        while self.top().stack.len() < depth {
            let id = self.unknown();
            self.top().stack.insert(0, id);
        }
        let stack = &self.top().stack;
        stack[stack.len() - depth]
    }

    pub fn set_peek(&mut self, depth: usize, id: Id) {
        self.peek(depth);
        let stack = &mut self.top().stack;
        let at = stack.len() - depth;
        stack[at] = id;
    }
}

//! Why a trace has no machine code, to the user: the one table of reasons. The JIT says which it is, a report has its words.

use crate::Uop;

/// Calls `$m!` with every row of the table: `NAME: words;`, and `NAME(Uop): words;` where the name of a micro-op comes before
/// the words.
#[macro_export]
macro_rules! for_each_uncompiled {
    ($m:path) => {
        $m! {
            Off: "the JIT is off";
            NoStencils: "there are no stencils for this machine";
            NoMemory: "the system gives no memory for machine code";
            NotExecutable: "the system does not let memory be executable";
            NotChangeable: "the system does not let machine code be changed";
            Empty: "the trace is empty";
            EmptyLoop: "the trace's loop is empty";
            OtherFrame: "the trace does not start in the running frame";
            EntryFrameLeft: "the trace returns from the frame that it was entered with";
            LoopFrame: "the loop ends in another frame than it started in";
            LoopStack: "the loop's stack is not the same at its end as at its start";
            LoopTypes: "the types of the loop's variables do not settle";
            Arguments: "a call's arguments do not fit";
            TooManyFrames: "an exit would have to rebuild too many frames";
            TooManySpills: "it needs too many spill slots";
            NoLocation: "a value that is needed was not kept";
            MoveInMemory: "a value would move between two places in memory";
            LargeImmediate: "an immediate is too large";
                    PartlyDone(Uop): "cannot leave after a part of its instruction was done";
            FrameElided(Uop): "needs the frame that was elided";
        }
    };
}

macro_rules! define_uncompiled {
    ($($name:ident $(($of:ident))?: $words:literal;)+) => {
        /// Why a trace has no machine code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Uncompiled { $(#[doc = $words] $name $(($of))?,)+ }

        impl Uncompiled {
            fn words(self) -> &'static str {
                match self { $(Uncompiled::$name { .. } => $words,)+ }
            }

            /// The micro-op that it is about.
            fn uop(self) -> Option<Uop> {
                match self {
                    $($(Uncompiled::$name(uop) => { let uop: $of = uop; Some(uop) })?)+
                    _ => None,
                }
            }
        }
    };
}
for_each_uncompiled!(define_uncompiled);

impl core::fmt::Display for Uncompiled {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        if let Some(uop) = self.uop() {
            write!(f, "{} ", uop.name())?;
        }
        f.write_str(self.words())
    }
}

//! What a trace's guards and exits mean to the user: the one table of assumptions. Which micro-op makes which is a column of
//! the table of micro-ops.
//!
//! A row reads `NAME: why a guard of it is needed, why an exit was taken;`. `{of}` stands for ` of 'x'` where the guard's
//! subject has a name, else for nothing.

/// Calls `$m!` with every row of the table of assumptions.
#[macro_export]
macro_rules! for_each_assumption { ($m:path) => { $m! {
    /// The type of a value.
    Type: "nothing earlier in the trace proves the type{of}", "the value is of another type";
    /// The types of an operation's operands, together.
    Operands: "nothing earlier in the trace proves the types of the operands", "the operands are of other types";
    /// The type of an iterator.
    Iterator: "nothing earlier in the trace proves the iterator's type", "the iterator is of another type";
    /// The class of an object, unchanged.
    Class: "nothing earlier in the trace proves the class{of}", "the object is of another class, or its class has changed";
    /// The names of the attributes that a class's instances have.
    Keys: "the instances of the class may get other attributes", "the instances of the class have got other attributes";
    /// That an instance has no dict of its own.
    Inline: "an instance may have got a dict of its own", "the instance has a dict of its own";
    /// That an attribute is where it was.
    Attribute: "the attribute may be gone", "the attribute is not set, or not where it was";
    /// That a module or namespace has the names that it had.
    Namespace: "the globals are not watched", "the module's names have changed";
    /// Which way a branch goes.
    Branch: "the branch may go the other way", "the branch went the other way";
    /// That an iterator has a next item.
    Item: "the loop ends some time", "the loop has ended";
    /// That an index is that of an item.
    Index: "the index may be out of range", "the index is negative or out of range";
    /// The number of items.
    Length: "the number of items may be another", "the number of items is not that of the targets";
    /// That ints have at most 30 bits.
    SmallInts: "an int may have more than 30 bits", "an int has more than 30 bits";
    /// That a local still holds the string that is extended.
    Target: "the local may hold another string", "the local does not hold the string that is extended";
    /// Which function is called.
    Callee: "the callee may be another function", "the callee is another function";
    /// What kind of callable is called.
    Callable: "nothing earlier in the trace proves what is called", "the callable is another one";
    /// That the arguments are those that the callee takes.
    Arguments: "the callee may take other arguments", "the callee takes other arguments";
    /// That the iterator is a generator, and waits.
    Generator: "the iterator may be no generator that waits", "the iterator is no generator, or it runs already";
    /// Room on the stack.
    Stack: "the stack may be used up", "the stack is used up";
    /// That no event is pending: an interrupt, a finalizer, the time limit.
    Quiet: "an event may be pending", "an event was pending: an interrupt, a finalizer or a collection";
    /// That nothing was modified that the trace relies on.
    Validity: "something that the trace relies on may be modified", "something that the trace relies on was modified";
    /// Nothing: the trace ends.
    End: "the trace ends here", "the trace ends here";
    /// Nothing: the trace ends where a frame is entered that only the run knows.
    Entry: "the trace ends here", "the trace ends where the generator is entered, which goes on where it stopped";
} } }

macro_rules! define_assumptions {
    ($(#[doc = $doc:literal] $name:ident: $kept:literal, $left:literal;)+) => {
        /// What a micro-op takes for granted: where it is not so, a trace is left.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Assumption { $(#[doc = $doc] $name,)+ }

        impl Assumption {
            /// What it is about.
            pub const fn doc(self) -> &'static str {
                match self { $(Assumption::$name => $doc,)+ }
            }

            /// Why a guard of it is needed; `{of}` stands for its subject.
            pub const fn why_kept(self) -> &'static str {
                match self { $(Assumption::$name => $kept,)+ }
            }

            /// Why an exit of it was taken.
            pub const fn why_left(self) -> &'static str {
                match self { $(Assumption::$name => $left,)+ }
            }
        }
    };
}
for_each_assumption!(define_assumptions);

impl Assumption {
    /// Whether what was met instead is told by the value's class.
    pub const fn is_of_class(self) -> bool {
        matches!(
            self,
            Assumption::Type | Assumption::Iterator | Assumption::Class
        )
    }
}

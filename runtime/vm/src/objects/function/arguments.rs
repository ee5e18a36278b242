//! Checks of a native function's arguments, in CPython's words (`Python/getargs.c`).

use crate::{Args, Raised, Result, Value, Vm};

impl Vm {
    /// Checks the number of positional arguments (CPython's `_PyArg_CheckPositional`).
    #[inline]
    pub fn check_positional(
        &mut self,
        name: &str,
        given: usize,
        min: usize,
        max: usize,
    ) -> Result<()> {
        if given < min || given > max {
            Err(self.wrong_count(name, given, min, max))
        } else {
            Ok(())
        }
    }

    #[cold]
    fn wrong_count(&mut self, name: &str, given: usize, min: usize, max: usize) -> Raised {
        let bound = if given < min { min } else { max };
        let how = match (min == max, given < min) {
            (true, _) => "",
            (_, true) => "at least ",
            (_, false) => "at most ",
        };
        let plural = if bound == 1 { "" } else { "s" };
        self.type_error(format!(
            "{name} expected {how}{bound} argument{plural}, got {given}"
        ))
    }

    /// Refuses keywords (CPython's `_PyArg_NoKeywords`).
    #[inline]
    pub fn no_keywords(&mut self, name: &str, args: Args<'_>) -> Result<()> {
        if args.keyword_count() == 0 {
            Ok(())
        } else {
            Err(self.type_error(format!("{name}() takes no keyword arguments")))
        }
    }

    /// Sorts arguments into parameters (CPython's `_PyArg_UnpackKeywords`): the first `positional_only` of `names` take no
    /// keyword, those from `keyword_only` on only a keyword; the first `required` must be given (of the keyword-only ones
    /// none must). Parameters not given are NULL.
    #[inline]
    pub fn bind_arguments<const N: usize>(
        &mut self,
        function: &str,
        args: Args<'_>,
        names: &[&str; N],
        positional_only: usize,
        keyword_only: usize,
        required: usize,
    ) -> Result<[Value; N]> {
        let given = args.values;
        if args.kwnames.is_null() && (required..=keyword_only.min(N)).contains(&given.len()) {
            return Ok(core::array::from_fn(|at| {
                given.get(at).copied().unwrap_or(Value::NULL)
            }));
        }
        let mut bound = [Value::NULL; N];
        let counts = (positional_only, keyword_only, required);
        self.bind_by_names(function, args, names, counts, &mut bound)?;
        Ok(bound)
    }

    #[cold]
    fn bind_by_names(
        &mut self,
        function: &str,
        args: Args<'_>,
        names: &[&str],
        (positional_only, keyword_only, required): (usize, usize, usize),
        bound: &mut [Value],
    ) -> Result<()> {
        let most = names.len();
        let positional = args.pos();
        let total = positional.len() + args.keyword_count();
        if total > most {
            let kind = if positional.is_empty() {
                "keyword "
            } else {
                ""
            };
            let plural = if most == 1 { "" } else { "s" };
            return Err(self.type_error(format!(
                "{function}() takes at most {most} {kind}argument{plural} ({total} given)"
            )));
        }
        if positional.len() > keyword_only {
            if keyword_only == 0 {
                return Err(self.type_error(format!("{function}() takes no positional arguments")));
            }
            let how = if required < keyword_only {
                "at most"
            } else {
                "exactly"
            };
            let plural = if keyword_only == 1 { "" } else { "s" };
            let given = positional.len();
            return Err(self.type_error(format!(
                "{function}() takes {how} {keyword_only} positional argument{plural} ({given} given)"
            )));
        }
        bound[..positional.len()].copy_from_slice(positional);
        // That an argument is missing is said before what is wrong with another.
        let mut wrong = None;
        for (name, value) in args.keywords() {
            let text = self.text(name).into_owned();
            match names.iter().position(|n| *n == text) {
                Some(index) if index >= positional_only => {
                    if bound[index].is_null() {
                        bound[index] = value;
                    } else {
                        let position = index + 1;
                        wrong.get_or_insert_with(|| format!(
                            "argument for {function}() given by name ('{text}') and position ({position})"
                        ));
                    }
                }
                _ => {
                    wrong.get_or_insert_with(|| {
                        format!("{function}() got an unexpected keyword argument '{text}'")
                    });
                }
            }
        }
        if let Some(missing) = bound.iter().take(required).position(|v| v.is_null()) {
            let message = if missing < positional_only {
                let how = if required < most {
                    "at least"
                } else {
                    "exactly"
                };
                let plural = if required == 1 { "" } else { "s" };
                format!(
                    "{function}() takes {how} {required} positional argument{plural} ({} given)",
                    positional.len()
                )
            } else {
                format!(
                    "{function}() missing required argument '{}' (pos {})",
                    names[missing],
                    missing + 1
                )
            };
            return Err(self.type_error(message));
        }
        match wrong {
            Some(message) => Err(self.type_error(message)),
            None => Ok(()),
        }
    }

    /// The sub of `sequence[sub]` as an index, if it is an int or has `__index__`; `None` otherwise.
    #[inline]
    pub fn subscript_index(&mut self, sub: Value) -> Result<Option<i64>> {
        if let Some(index) = sub.as_int() {
            return Ok(Some(index));
        }
        let class = self.class_of(sub);
        if self.slots(class).index.is_none() {
            return Ok(None);
        }
        self.index_i64(sub, self.types.index_error).map(Some)
    }

    /// An argument that is a size or count (Argument Clinic's `Py_ssize_t`).
    #[inline]
    pub fn index_argument(&mut self, value: Value) -> Result<i64> {
        match value.as_int() {
            Some(index) => Ok(index),
            None => {
                let index = self.index(value)?;
                self.int_as_i64(index).ok_or_else(|| {
                    self.overflow_error("Python int too large to convert to C ssize_t")
                })
            }
        }
    }
}

//! `ImportError`.

use super::layout::{ARGS, OWN, member};
use super::{base, named};
use crate::layout::Class;
use crate::native::Call;
use crate::objects::class::GetSet;
use crate::objects::fields::{field, set_field};
use crate::{Args, Def, Raised, Result, Value, Vm};

const NAME: usize = OWN;
const PATH: usize = OWN + 1;
const NAME_FROM: usize = OWN + 2;
const MSG: usize = OWN + 3;

pub(super) fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<()> {
    named::init_with_keywords(
        vm,
        this,
        args,
        "ImportError",
        ["name", "path", "name_from"],
        NAME,
    )?;
    let message = match args.pos() {
        [one] => *one,
        _ => Value::NULL,
    };
    set_field(vm, this, MSG, message);
    Ok(())
}

pub(super) fn str(vm: &mut Vm, this: Value) -> Result {
    let message = field(this, MSG);
    if vm.is_exact_str(message) {
        Ok(message)
    } else {
        base::str(vm, this)
    }
}

fn reduce(vm: &mut Vm, this: Value) -> Result {
    let fields = [
        ("name", field(this, NAME)),
        ("path", field(this, PATH)),
        ("name_from", field(this, NAME_FROM)),
    ];
    let state = named::state(vm, this, &fields)?;
    base::reduced(vm, this, field(this, ARGS), state)
}

pub(super) static METHODS: &[Def] = &[Def::new("__reduce__", Call::NoArgs(reduce))];

pub(super) static GETSET: &[GetSet] = &[
    member::<MSG>("msg", "exception message"),
    member::<NAME>("name", "module name"),
    member::<PATH>("path", "module path"),
    member::<NAME_FROM>("name_from", "name imported from module"),
];

impl Vm {
    /// Raises an ImportError (or subclass) with `name`, `path` and `name_from` (NULL where there is none).
    #[cold]
    pub(crate) fn raise_import_error(
        &mut self,
        class: *mut Class,
        message: &str,
        name: Value,
        path: Value,
        name_from: Value,
    ) -> Raised {
        let raised = self.raise(class, message);
        let exception = self.raised;
        if self.is_exception(exception, class) {
            set_field(self, exception, NAME, name);
            set_field(self, exception, PATH, path);
            set_field(self, exception, NAME_FROM, name_from);
        }
        raised
    }

    /// The `name` of an ImportError.
    pub(crate) fn import_error_name(&self, exception: Value) -> Value {
        field(exception, NAME).or_none()
    }

    /// The `name_from` of an ImportError.
    pub(crate) fn import_error_name_from(&self, exception: Value) -> Value {
        field(exception, NAME_FROM).or_none()
    }
}

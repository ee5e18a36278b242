//! `BaseExceptionGroup` and `ExceptionGroup` (PEP 654).

use super::layout::{CAUSE, CONTEXT, OWN, TRACEBACK, read_only};
use super::{ARGS, base};
use crate::layout::Class;
use crate::memory::RootedVec;
use crate::native::Call;
use crate::objects::class;
use crate::objects::class::GetSet;
use crate::objects::fields::{field, set_field};
use crate::objects::sequences::{list, tuple};
use crate::{Args, Def, Result, Slots, Value, Vm};

const MESSAGE: usize = OWN;
const EXCEPTIONS: usize = OWN + 1;

/// A group's message.
pub fn group_message(group: Value) -> Value {
    field(group, MESSAGE).or_none()
}

/// A group's exceptions.
pub fn group_items<'a>(group: Value) -> &'a [Value] {
    let items = field(group, EXCEPTIONS);
    if items.is_null() {
        &[]
    } else {
        tuple::items(items)
    }
}

fn new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let positional = args.pos();
    let [message, exceptions] = positional else {
        let given = positional.len();
        return Err(vm.type_error(format!(
            "BaseExceptionGroup.__new__() takes exactly 2 arguments ({given} given)"
        )));
    };
    if !vm.is_str(*message) {
        let name = vm.class_name(*message);
        return Err(vm.type_error(format!(
            "BaseExceptionGroup.__new__() argument 1 must be str, not {name}"
        )));
    }
    let kind = vm.class_of(*exceptions);
    if vm.slots(kind).getitem.is_none() || vm.is_dict(*exceptions) {
        return Err(vm.type_error("second argument (exceptions) must be a sequence"));
    }
    let items = vm.list_from(*exceptions)?;
    if list::items(items).is_empty() {
        return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let mut all_plain = true;
    for (index, item) in list::items(items).iter().enumerate() {
        if !vm.is_any_exception(*item) {
            return Err(vm.value_error(format!(
                "Item {index} of second argument (exceptions) is not an exception"
            )));
        }
        all_plain &= vm.is_exception(*item, vm.types.exception);
    }
    let mut made = class;
    if class == vm.types.base_exception_group {
        if all_plain {
            made = vm.types.exception_group;
        }
    } else if !all_plain && vm.is_subclass(class, vm.types.exception) {
        let message = if class == vm.types.exception_group {
            String::from("Cannot nest BaseExceptions in an ExceptionGroup")
        } else {
            format!(
                "Cannot nest BaseExceptions in '{}'",
                vm.text(class::get(class).name)
            )
        };
        return Err(vm.type_error(message));
    }
    let group = vm.new_fields(made, &[]);
    let args = vm.new_tuple(positional);
    set_field(vm, group, ARGS, args);
    set_field(vm, group, MESSAGE, *message);
    let items = vm.new_tuple(list::items(items));
    set_field(vm, group, EXCEPTIONS, items);
    Ok(group)
}

fn str(vm: &mut Vm, this: Value) -> Result {
    let count = group_items(this).len();
    let message = vm.str(group_message(this))?;
    let text = format!(
        "{} ({count} sub-exception{})",
        vm.text(message),
        if count == 1 { "" } else { "s" }
    );
    Ok(vm.new_str(&text))
}

/// 3.14 shows the exceptions as they were given: a list stays a list in `args`.
fn repr(vm: &mut Vm, this: Value) -> Result {
    let name = vm.class_name(this);
    let message = vm.repr(group_message(this))?;
    let given = match base::args_of(this) {
        [_, given] if vm.is_list(*given) => vm.new_list(group_items(this)),
        _ => field(this, EXCEPTIONS),
    };
    let given = vm.repr(given)?;
    let text = format!("{name}({}, {})", vm.text(message), vm.text(given));
    Ok(vm.new_str(&text))
}

fn derive(vm: &mut Vm, this: Value, exceptions: Value) -> Result {
    let (class, message) = (vm.types.base_exception_group, group_message(this));
    vm.call_pos(Value::object(class), &[message, exceptions])
}

/// What chooses exceptions.
#[derive(Clone, Copy)]
enum Matcher {
    Types(Value),
    Predicate(Value),
    /// The exceptions of a list themselves, which are no groups.
    Members(Value),
}

impl Matcher {
    fn of(vm: &mut Vm, value: Value) -> Result<Matcher> {
        let is_tuple = vm.is_tuple(value);
        let types = is_tuple
            && tuple::items(value)
                .iter()
                .all(|item| vm.is_exception_class(*item));
        if vm.is_exception_class(value) || types {
            return Ok(Matcher::Types(value));
        }
        let class = vm.class_of(value);
        if vm.slots(class).call.is_some() && crate::objects::cast::as_class(value).is_none() {
            return Ok(Matcher::Predicate(value));
        }
        Err(vm.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)"))
    }

    fn matches(self, vm: &mut Vm, exception: Value) -> Result<bool> {
        match self {
            Matcher::Types(types) => vm.exception_matches(exception, types),
            Matcher::Predicate(predicate) => {
                let answer = vm.call_pos(predicate, &[exception])?;
                vm.is_true(answer)
            }
            Matcher::Members(list) => Ok(list::items(list).contains(&exception)),
        }
    }
}

/// A group of some of a group's exceptions, with its traceback, cause, context and notes; None if there are none.
fn subset(vm: &mut Vm, group: Value, items: &[Value]) -> Result {
    if items.is_empty() {
        return Ok(Value::NONE);
    }
    let list = vm.try_new_list(items)?;
    let made = vm.call_method(group, "derive", &[list])?;
    if !vm.is_exception(made, vm.types.base_exception_group) {
        return Err(vm.type_error("derive must return an instance of BaseExceptionGroup"));
    }
    for index in [TRACEBACK, CAUSE, CONTEXT] {
        let value = field(group, index);
        set_field(vm, made, index, value);
    }
    // As every assignment of a cause does, even of none.
    set_field(vm, made, super::SUPPRESS, Value::TRUE);
    let name = vm.intern("__notes__");
    if let Some(notes) = vm.get_attr_opt(group, name)?
        && !vm.is_str(notes)
    {
        let class = vm.class_of(notes);
        if vm.slots(class).getitem.is_some() {
            let copy = vm.list_from(notes)?;
            vm.set_attr(made, name, copy)?;
        }
    }
    Ok(made)
}

/// Splits recursively: (matched or None, rest or None). Without `want_rest` the rest is None.
fn split_by(
    vm: &mut Vm,
    exception: Value,
    matcher: Matcher,
    want_rest: bool,
) -> Result<(Value, Value)> {
    vm.check_native_stack()?;
    if matcher.matches(vm, exception)? {
        return Ok((exception, Value::NONE));
    }
    if !vm.is_exception(exception, vm.types.base_exception_group) {
        return Ok((Value::NONE, if want_rest { exception } else { Value::NONE }));
    }
    let (mut matched, mut rest) = (RootedVec::new(), RootedVec::new());
    let (matched_list, rest_list) = (vm.new_list(&[]), vm.new_list(&[]));
    for item in group_items(exception) {
        let (yes, no) = split_by(vm, *item, matcher, want_rest)?;
        if !yes.is_none() {
            vm.list_push(matched_list, yes)?;
        }
        if !no.is_none() {
            vm.list_push(rest_list, no)?;
        }
    }
    matched.extend_from_slice(vm, list::items(matched_list));
    rest.extend_from_slice(vm, list::items(rest_list));
    let yes = subset(vm, exception, &matched)?;
    let no = if want_rest {
        subset(vm, exception, &rest)?
    } else {
        Value::NONE
    };
    Ok((yes, no))
}

/// Adds the exceptions of a group and of the groups in it to a list.
fn collect_leaves(vm: &mut Vm, exception: Value, leaves: Value) -> Result<()> {
    vm.check_native_stack()?;
    if !vm.is_exception(exception, vm.types.base_exception_group) {
        return vm.list_push(leaves, exception);
    }
    group_items(exception)
        .iter()
        .try_for_each(|item| collect_leaves(vm, *item, leaves))
}

/// Whether an exception was raised where the other was: it is a part of that, raised again.
fn same_origin(vm: &mut Vm, left: Value, right: Value) -> Result<bool> {
    let same = |index| field(left, index) == field(right, index);
    if !(same(TRACEBACK) && same(CAUSE) && same(CONTEXT)) {
        return Ok(false);
    }
    let name = vm.intern("__notes__");
    Ok(vm.get_attr_opt(left, name)? == vm.get_attr_opt(right, name)?)
}

impl Vm {
    /// The exception that `except*` raises in the end: what was raised in the handlers, and what they raised again or did
    /// not match in the shape of the original (PEP 654; CPython's `_PyExc_PrepReraiseStar`).
    pub(crate) fn reraise_star(&mut self, original: Value, exceptions: Value) -> Result {
        let given = |at: usize| list::items(exceptions).get(at).copied();
        if !self.is_exception(original, self.types.base_exception_group) {
            // It was wrapped to be matched: one handler at most has run.
            return Ok(given(0).unwrap_or(Value::NONE));
        }
        let (raised, again) = (self.new_list(&[]), self.new_list(&[]));
        let mut at = 0;
        while let Some(exception) = given(at) {
            at += 1;
            if exception.is_none() {
                continue;
            }
            if same_origin(self, exception, original)? {
                collect_leaves(self, exception, again)?;
            } else {
                self.list_push(raised, exception)?;
            }
        }
        let (again, _) = split_by(self, original, Matcher::Members(again), false)?;
        if !again.is_none() {
            self.list_push(raised, again)?;
        }
        match *list::items(raised) {
            [] => Ok(Value::NONE),
            [one] => Ok(one),
            _ => {
                let (class, text) = (self.types.base_exception_group, self.new_str(""));
                self.call_pos(Value::object(class), &[text, raised])
            }
        }
    }
}

fn split(vm: &mut Vm, this: Value, value: Value) -> Result {
    let matcher = Matcher::of(vm, value)?;
    let (matched, rest) = split_by(vm, this, matcher, true)?;
    Ok(vm.new_tuple(&[matched, rest]))
}

fn subgroup(vm: &mut Vm, this: Value, value: Value) -> Result {
    let matcher = Matcher::of(vm, value)?;
    split_by(vm, this, matcher, false).map(|(matched, _)| matched)
}

pub(super) fn slots() -> Slots {
    Slots {
        new: Some(new),
        init: Some(base::init),
        str: Some(str),
        repr: Some(repr),
        ..Slots::default()
    }
}

fn class_getitem(vm: &mut Vm, class: Value, item: Value) -> Result {
    crate::objects::generic::class_getitem(vm, class, item)
}

pub(super) static METHODS: &[Def] = &[
    Def::new("__class_getitem__", Call::One(class_getitem))
        .class()
        .doc("", "See PEP 585"),
    Def::new("derive", Call::One(derive)),
    Def::new("split", Call::One(split)),
    Def::new("subgroup", Call::One(subgroup)),
];

pub(super) static GETSET: &[GetSet] = &[
    read_only::<MESSAGE>("message", "exception message"),
    read_only::<EXCEPTIONS>("exceptions", "nested exceptions"),
];

//! `string.templatelib`: `Template` and `Interpolation`, what a t-string makes (PEP 750; CPython's
//! `Objects/templateobject.c` and `Objects/interpolationobject.c`).

use crate::layout::{Class, Shape};
use crate::native::{Call, Def};
use crate::objects::class::slots::BinaryOperator;
use crate::objects::class::{ClassSpec, GetSet};
use crate::objects::descriptors::read_only;
use crate::objects::fields::field;
use crate::objects::sequences::{list, tuple};
use crate::{Args, Result, Value, Vm};

/// Fields of a template: `__dict__` (none), the strings, the interpolations.
const STRINGS: usize = 1;
const INTERPOLATIONS: usize = 2;
/// Fields of an interpolation, after `__dict__` (none).
const PARTS: [&str; 4] = ["value", "expression", "conversion", "format_spec"];

impl Vm {
    /// BUILD_INTERPOLATION; conversion 0 none, 1 `str`, 2 `repr`, 3 `ascii`.
    pub fn build_interpolation(
        &mut self,
        value: Value,
        expression: Value,
        format_spec: Option<Value>,
        conversion: u32,
    ) -> Result {
        let conversion = match conversion {
            1 => self.intern("s"),
            2 => self.intern("r"),
            3 => self.intern("a"),
            _ => Value::NONE,
        };
        let format_spec = match format_spec {
            Some(spec) => spec,
            None => self.new_str(""),
        };
        let class = self.types.interpolation;
        Ok(self.new_fields(
            class,
            &[Value::NULL, value, expression, conversion, format_spec],
        ))
    }

    /// BUILD_TEMPLATE: of a tuple of strings and one of interpolations, which has one item less.
    pub fn build_template(&mut self, strings: Value, interpolations: Value) -> Result {
        let class = self.types.template;
        Ok(self.new_fields(class, &[Value::NULL, strings, interpolations]))
    }

    /// The template of pieces in order: neighbouring strings become one, an empty one stands between interpolations.
    fn template_of(&mut self, pieces: &[Value]) -> Result {
        let (strings, interpolations) = (self.new_list(&[]), self.new_list(&[]));
        let mut text = self.new_str("");
        for &piece in pieces {
            if self.is_str(piece) {
                text = self.binary(BinaryOperator::Add, text, piece)?;
            } else if self.class_of(piece) == self.types.interpolation {
                self.list_append(strings, text);
                self.list_append(interpolations, piece);
                text = self.new_str("");
            } else {
                let name = self.class_name(piece);
                return Err(self.type_error(format!(
                    "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {name}"
                )));
            }
        }
        self.list_append(strings, text);
        let strings = self.tuple_from_list(strings)?;
        let interpolations = self.tuple_from_list(interpolations)?;
        self.build_template(strings, interpolations)
    }

    /// A list of a template's pieces in order; empty strings are left out where `all` is false.
    fn template_pieces(&mut self, template: Value, all: bool) -> Value {
        let pieces = self.new_list(&[]);
        let strings = tuple::items(field(template, STRINGS));
        let interpolations = tuple::items(field(template, INTERPOLATIONS));
        for (index, &string) in strings.iter().enumerate() {
            if all || super::len(string) > 0 {
                self.list_append(pieces, string);
            }
            if let Some(&interpolation) = interpolations.get(index) {
                self.list_append(pieces, interpolation);
            }
        }
        pieces
    }
}

fn template_new(vm: &mut Vm, _: *mut Class, args: Args<'_>) -> Result {
    if !args.kwnames.is_null() {
        return Err(vm.type_error("Template.__new__ only accepts *args arguments"));
    }
    vm.template_of(args.values)
}

fn template_iter(vm: &mut Vm, this: Value) -> Result {
    let pieces = vm.template_pieces(this, false);
    vm.iter(pieces)
}

/// `left + right` of two templates.
fn template_add(vm: &mut Vm, left: Value, right: Value) -> Result {
    let template = vm.types.template;
    if let Some(other) = [left, right]
        .into_iter()
        .find(|side| vm.class_of(*side) != template)
    {
        let name = vm.class_name(other);
        return Err(vm.type_error(format!(
            "can only concatenate string.templatelib.Template (not \"{name}\") to string.templatelib.Template"
        )));
    }
    let (pieces, more) = (
        vm.template_pieces(left, true),
        vm.template_pieces(right, true),
    );
    for &piece in list::items(more) {
        vm.list_append(pieces, piece);
    }
    vm.template_of(list::items(pieces))
}

fn template_repr(vm: &mut Vm, this: Value) -> Result {
    let strings = vm.repr(field(this, STRINGS))?;
    let strings = vm.text(strings).into_owned();
    let interpolations = vm.repr(field(this, INTERPOLATIONS))?;
    let text = format!(
        "Template(strings={strings}, interpolations={})",
        vm.text(interpolations)
    );
    Ok(vm.new_str(&text))
}

/// The interpolations' values.
fn template_values(vm: &mut Vm, this: Value) -> Result {
    let values = vm.new_list(&[]);
    for &interpolation in tuple::items(field(this, INTERPOLATIONS)) {
        vm.list_append(values, field(interpolation, 1));
    }
    vm.tuple_from_list(values)
}

fn interpolation_new(vm: &mut Vm, class: *mut Class, args: Args<'_>) -> Result {
    let empty = vm.new_str("");
    let mut fields = [Value::NULL, Value::NULL, empty, Value::NONE, empty];
    let given = args.pos().len();
    if given > PARTS.len() {
        return Err(vm.type_error(format!(
            "Interpolation() takes at most 4 arguments ({given} given)"
        )));
    }
    fields[1..=given].copy_from_slice(args.pos());
    for (name, value) in args.keywords() {
        let name = vm.text(name).into_owned();
        let Some(part) = PARTS.iter().position(|part| *part == name) else {
            return Err(vm.type_error(format!(
                "Interpolation() got an unexpected keyword argument '{name}'"
            )));
        };
        fields[1 + part] = value;
    }
    if fields[1].is_null() {
        return Err(vm.type_error("Interpolation() missing required argument 'value' (pos 1)"));
    }
    let conversion = fields[3];
    if !conversion.is_none() {
        let known = vm.is_str(conversion) && matches!(&*vm.text(conversion), "s" | "a" | "r");
        if !known {
            return Err(vm.value_error(
                "Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'",
            ));
        }
    }
    Ok(vm.new_fields(class, &fields))
}

fn interpolation_repr(vm: &mut Vm, this: Value) -> Result {
    let mut parts = Vec::new();
    for index in 1..=PARTS.len() {
        let part = vm.repr(field(this, index))?;
        parts.push(vm.text(part).into_owned());
    }
    let text = format!("Interpolation({})", parts.join(", "));
    Ok(vm.new_str(&text))
}

static TEMPLATE_GETSET: &[GetSet] = &[
    read_only("strings", |_, this| Ok(field(this, STRINGS)), "Strings"),
    read_only(
        "interpolations",
        |_, this| Ok(field(this, INTERPOLATIONS)),
        "Interpolations",
    ),
    read_only("values", template_values, "Values of interpolations"),
];
static INTERPOLATION_GETSET: &[GetSet] = &[
    read_only("value", |_, this| Ok(field(this, 1)), "Value"),
    read_only("expression", |_, this| Ok(field(this, 2)), "Expression"),
    read_only("conversion", |_, this| Ok(field(this, 3)), "Conversion"),
    read_only(
        "format_spec",
        |_, this| Ok(field(this, 4)),
        "Format specifier",
    ),
];
static GENERIC: &[Def] = &[Def::new("__class_getitem__", Call::One(class_getitem)).class()];

fn class_getitem(vm: &mut Vm, class: Value, arguments: Value) -> Result {
    Ok(vm.new_generic_alias(class, arguments))
}

/// Defines the classes.
pub fn init(vm: &mut Vm) {
    let mut spec = ClassSpec::new("Template", Shape::Fields);
    spec.module = "string.templatelib";
    spec.fields = 3;
    spec.getset = TEMPLATE_GETSET;
    spec.slots.new = Some(template_new);
    spec.slots.iter = Some(template_iter);
    spec.slots.repr = Some(template_repr);
    spec.slots.binary[BinaryOperator::Add as usize] = Some(template_add);
    spec.doc = "Template object";
    vm.define_class(vm.types.template, spec);

    let mut spec = ClassSpec::new("Interpolation", Shape::Fields);
    spec.module = "string.templatelib";
    spec.fields = 5;
    spec.methods = GENERIC;
    spec.getset = INTERPOLATION_GETSET;
    spec.slots.new = Some(interpolation_new);
    spec.slots.repr = Some(interpolation_repr);
    spec.doc = "Interpolation object";
    vm.define_class(vm.types.interpolation, spec);
    let names = PARTS.map(|part| vm.intern(part));
    let names = vm.new_tuple(&names);
    let dict = crate::objects::class::get(vm.types.interpolation).dict;
    vm.dict_set_str(dict, "__match_args__", names);
}

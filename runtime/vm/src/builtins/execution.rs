//! compile, exec, eval, breakpoint.

use crate::layout::{Dict, code_flags};
use crate::native::{Call, Def};
use crate::objects::names::name;
use crate::objects::sequences::tuple;
use crate::objects::{code, strings};

use crate::{Args, CompileOptions, Result, Value, Vm};

/// `ast.PyCF_ONLY_AST`, which needs the module `_ast`.
const ONLY_AST: i64 = 0x400;

fn is_bytes(vm: &Vm, value: Value) -> bool {
    vm.is_subclass(vm.class_of(value), vm.types.bytes)
}

/// Source text of a str or bytes-like argument (CPython's `_Py_SourceAsString`).
fn source_text(
    vm: &mut Vm,
    source: Value,
    filename: &str,
    function: &str,
    what: &str,
) -> Result<String> {
    if vm.is_str(source) {
        vm.probe(strings::len(source).saturating_mul(2))?;
        let text = vm.text(source).into_owned();
        vm.refuse_null_bytes(text.as_bytes())?;
        return Ok(text);
    }
    let bytes = if is_bytes(vm, source) {
        source
    } else if vm.is_subclass(vm.class_of(source), vm.types.bytearray) {
        vm.call_pos(Value::object(vm.types.bytes), &[source])?
    } else {
        return Err(vm.type_error(format!("{function}() arg 1 must be a {what}")));
    };
    let bytes = vm.copied(strings::bytes_data(bytes))?;
    vm.decode_source(&bytes, filename)
}

/// Bytes that compiling takes for each of the source's, at most: statements of one digit take some hundred, in tokens, tree,
/// instructions and positions.
const COMPILED_BYTES: usize = 128;
/// Bytes of stack that a source takes for each of its own, which may be a level of nesting, and at most.
const LEVEL_BYTES: usize = 2048;
const STACK_BYTES: usize = 128 << 20;

impl Vm {
    /// The text of a source, decoded as its coding cookie says.
    pub(crate) fn decode_source(&mut self, bytes: &[u8], filename: &str) -> Result<String> {
        self.refuse_null_bytes(bytes)?;
        let decode = self.hooks.decode;
        decode(self, bytes, filename)
    }

    fn refuse_null_bytes(&mut self, source: &[u8]) -> Result<()> {
        if source.contains(&0) {
            let class = self.types.syntax_error;
            return Err(self.raise(class, "source code string cannot contain null bytes"));
        }
        Ok(())
    }

    fn compile_text(&mut self, text: &str, filename: &str, options: CompileOptions<'_>) -> Result {
        let stack = text.len().saturating_mul(LEVEL_BYTES).min(STACK_BYTES);
        self.probe_system(
            text.len()
                .saturating_mul(COMPILED_BYTES)
                .saturating_add(stack),
        )?;
        let compile = self.hooks.compile;
        compile(self, text, filename, options)
    }

    /// The `from __future__` features of the running code, which what it compiles inherits.
    fn inherited_features(&self) -> u32 {
        if self.frame.is_null() {
            return 0;
        }
        // SAFETY: initialised: the running frame's code is live.
        unsafe { (*(*self.frame).code).flags & code_flags::FUTURE }
    }
}

/// Compiles the tree of an expression; None where the source is no tree.
fn compile_tree(
    vm: &mut Vm,
    source: Value,
    filename: &str,
    mode: &str,
    [flags, optimize]: [i64; 2],
) -> Result<Option<Value>> {
    let root = vm.intern("ast.AST");
    let root = vm.dict_get_str(vm.remembered, root);
    if root.is_null() || !vm.is_subclass(vm.class_of(source), root.pointer()) {
        return Ok(None);
    }
    if flags & ONLY_AST != 0 {
        let copy = vm.import_module("copy")?;
        return vm.call_method(copy, "deepcopy", &[source]).map(Some);
    }
    let kind = vm.class_name(source);
    if kind != "Expression" {
        return Err(vm.import_error("of syntax trees only expressions can be compiled"));
    }
    if mode != "eval" {
        return Err(vm.type_error(format!("expected Module node, got {kind}")));
    }
    let (module, filename) = (
        vm.import_module("_syntax_trees")?,
        vm.try_new_str(filename)?,
    );
    let (flags, optimize) = (vm.new_int(flags), vm.new_int(optimize));
    let arguments = [source, filename, flags, optimize];
    vm.call_method(module, "compile_expression", &arguments)
        .map(Some)
}

fn compile(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let names = [
        "source",
        "filename",
        "mode",
        "flags",
        "dont_inherit",
        "optimize",
        "_feature_version",
    ];
    let [source, filename, mode, flags, dont_inherit, optimize, _] =
        vm.bind_arguments("compile", args, &names, 0, 6, 3)?;
    let filename = if is_bytes(vm, filename) {
        String::from_utf8_lossy(strings::bytes_data(filename)).into_owned()
    } else {
        let path = vm.fs_path(filename)?;
        match vm.is_str(path) {
            true => vm.text(path).into_owned(),
            false => String::from_utf8_lossy(strings::bytes_data(path)).into_owned(),
        }
    };
    if !vm.is_str(mode) {
        let got = vm.class_name(mode);
        return Err(vm.type_error(format!("compile() argument 'mode' must be str, not {got}")));
    }
    let mode = vm.text(mode).into_owned();
    let flags = if flags.is_null() {
        0
    } else {
        vm.index_argument(flags)?
    };
    let optimize = if optimize.is_null() {
        -1
    } else {
        vm.index_argument(optimize)?
    };
    if !(-1..=2).contains(&optimize) {
        return Err(vm.value_error("compile(): invalid optimize value"));
    }
    match mode.as_str() {
        "exec" | "eval" | "single" => {}
        "func_type" if flags & ONLY_AST == 0 => {
            return Err(vm.value_error("compile() mode 'func_type' requires flag PyCF_ONLY_AST"));
        }
        _ if flags & ONLY_AST != 0 => {
            return Err(
                vm.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'")
            );
        }
        _ => return Err(vm.value_error("compile() mode must be 'exec', 'eval' or 'single'")),
    }
    if vm.as_code(source).is_some() {
        return Err(vm.type_error("compile() arg 1 must be a string, bytes or AST object"));
    }
    if let Some(code) = compile_tree(vm, source, &filename, &mode, [flags, optimize])? {
        return Ok(code);
    }
    if flags & ONLY_AST != 0 {
        // The library goes on without trees where `ast` cannot be imported, and so it does here.
        return Err(vm.import_error("syntax trees (ast.parse) are not supported"));
    }
    let text = source_text(
        vm,
        source,
        &filename,
        "compile",
        "string, bytes or AST object",
    )?;
    let mut future_flags = flags as u32 & code_flags::FUTURE;
    if dont_inherit.is_null() || !vm.is_true(dont_inherit)? {
        future_flags |= vm.inherited_features();
    }
    let options = CompileOptions {
        mode: &mode,
        future_flags,
        optimize: u8::try_from(optimize).unwrap_or(0),
    };
    vm.compile_text(&text, &filename, options)
}

/// The namespaces of `exec` and `eval`: the caller's where none are given.
fn namespaces(vm: &mut Vm, globals: Value, locals: Value) -> Result<(*mut Dict, Value)> {
    let absent = |value: Value| value.is_null() || value.is_none();
    let (globals, locals) = if absent(globals) {
        let frame = vm.running_frame()?;
        let locals = if absent(locals) {
            vm.frame_locals(frame)?
        } else {
            locals
        };
        // SAFETY: initialised: the running frame is live.
        (unsafe { (*frame).globals }, locals)
    } else {
        (
            globals.pointer(),
            if absent(locals) { globals } else { locals },
        )
    };
    let name = name!(vm, "__builtins__");
    if vm.dict_get_str(globals, name).is_null() {
        let builtins = if vm.frame.is_null() {
            vm.builtins
        } else {
            // SAFETY: initialised: the running frame is live.
            unsafe { (*vm.frame).builtins }
        };
        vm.dict_set(globals, name, Value::object(builtins))?;
    }
    Ok((globals, locals))
}

fn is_mapping(vm: &Vm, value: Value) -> bool {
    vm.slots(vm.class_of(value)).getitem.is_some()
}

fn free_count(code: Value) -> usize {
    let code = code::get(code.pointer());
    (code.nlocalsplus - code.first_free) as usize
}

fn exec(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [source, globals, locals, closure] = vm.bind_arguments(
        "exec",
        args,
        &["source", "globals", "locals", "closure"],
        1,
        3,
        1,
    )?;
    if !globals.is_null() && !globals.is_none() && !vm.is_dict(globals) {
        let got = vm.class_name(globals);
        return Err(vm.type_error(format!("exec() globals must be a dict, not {got}")));
    }
    if !locals.is_null() && !locals.is_none() && !is_mapping(vm, locals) {
        let got = vm.class_name(locals);
        return Err(vm.type_error(format!("locals must be a mapping or None, not {got}")));
    }
    let (globals, locals) = namespaces(vm, globals, locals)?;
    let closure = if closure.is_none() {
        Value::NULL
    } else {
        closure
    };
    if vm.as_code(source).is_none() {
        if !closure.is_null() {
            return Err(vm.type_error("closure can only be used when source is a code object"));
        }
        let text = source_text(
            vm,
            source,
            "<string>",
            "exec",
            "string, bytes or code object",
        )?;
        let options = CompileOptions {
            future_flags: vm.inherited_features(),
            ..CompileOptions::MODULE
        };
        let code = vm.compile_text(&text, "<string>", options)?;
        vm.run_code(code, globals, locals)?;
        return Ok(Value::NONE);
    }
    let free = free_count(source);
    if free == 0 {
        if !closure.is_null() {
            return Err(vm.type_error("cannot use a closure with this code object"));
        }
        vm.run_code(source, globals, locals)?;
        return Ok(Value::NONE);
    }
    let fits = !closure.is_null()
        && vm.as_tuple(closure).is_some()
        && tuple::items(closure).len() == free
        && tuple::items(closure)
            .iter()
            .all(|cell| vm.as_cell(*cell).is_some());
    if !fits {
        return Err(vm.type_error(format!(
            "code object requires a closure of exactly length {free}"
        )));
    }
    let function = vm.new_function(source.pointer(), globals);
    if let Some(object) = vm.as_function(function) {
        object.closure = closure;
    }
    if code::get(source.pointer()).flags & code_flags::OPTIMIZED != 0 {
        vm.call_pos(function, &[])?
    } else {
        vm.run_class_body(function, locals)?
    };
    Ok(Value::NONE)
}

fn eval(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [source, globals, locals] =
        vm.bind_arguments("eval", args, &["source", "globals", "locals"], 1, 3, 1)?;
    if !locals.is_null() && !locals.is_none() && !is_mapping(vm, locals) {
        return Err(vm.type_error("locals must be a mapping"));
    }
    if !globals.is_null() && !globals.is_none() && !vm.is_dict(globals) {
        let message = if is_mapping(vm, globals) {
            "globals must be a real dict; try eval(code, {}, mapping)"
        } else {
            "globals must be a dict"
        };
        return Err(vm.type_error(message));
    }
    let (globals, locals) = namespaces(vm, globals, locals)?;
    if vm.as_code(source).is_some() {
        if free_count(source) > 0 {
            return Err(
                vm.type_error("code object passed to eval() may not contain free variables")
            );
        }
        return vm.run_code(source, globals, locals);
    }
    let text = source_text(
        vm,
        source,
        "<string>",
        "eval",
        "string, bytes or code object",
    )?;
    let options = CompileOptions {
        mode: "eval",
        future_flags: vm.inherited_features(),
        optimize: 0,
    };
    let code = vm.compile_text(text.trim_start_matches([' ', '\t']), "<string>", options)?;
    vm.run_code(code, globals, locals)
}

fn breakpoint(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let hook = vm.sys_attribute("breakpointhook")?;
    if hook.is_null() {
        return Err(vm.runtime_error("lost sys.breakpointhook"));
    }
    vm.call(hook, args)
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("compile", Call::FastKeywords(compile)).doc("($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)", "Compile source into a code object that can be executed by exec() or eval().\n\nThe source code may represent a Python module, statement or\nexpression.\nThe filename will be used for run-time error messages.\nThe mode must be 'exec' to compile a module, 'single' to compile a\nsingle (interactive) statement, or 'eval' to compile an expression.\nThe flags argument, if present, controls which future statements\ninfluence the compilation of the code.\nThe dont_inherit argument, if true, stops the compilation inheriting\nthe effects of any future statements in effect in the code calling\ncompile; if absent or false these statements do influence the\ncompilation, in addition to any features explicitly specified."),
    Def::new("exec", Call::FastKeywords(exec)).doc("($module, source, /, globals=None, locals=None, *, closure=None)", "Execute the given source in the context of globals and locals.\n\nThe source may be a string representing one or more Python statements\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it.\nThe closure must be a tuple of cellvars, and can only be used\nwhen source is a code object requiring exactly that many cellvars."),
    Def::new("eval", Call::FastKeywords(eval)).doc("($module, source, /, globals=None, locals=None)", "Evaluate the given source in the context of globals and locals.\n\nThe source may be a string representing a Python expression\nor a code object as returned by compile().\nThe globals must be a dictionary and locals can be any mapping,\ndefaulting to the current globals and locals.\nIf only globals is given, locals defaults to it."),
    Def::new("breakpoint", Call::FastKeywords(breakpoint)).doc("($module, /, *args, **kws)", "Call sys.breakpointhook(*args, **kws).  sys.breakpointhook() must accept\nwhatever arguments are passed.\n\nBy default, this drops you into the pdb debugger."),
];

//! Running a program as `python` does: `__main__`, `sys.argv`, exit codes, tracebacks.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread::Builder;
use std::time::{Duration, Instant};

use vm::memory::Stress;
use vm::objects::cast;
use vm::trace::Thresholds;
use vm::{Command, CompileOptions, Hooks, Raised, Result, Value, Vm};

use crate::report::{Ending, Exception, Frame, Location, Report, Span};
use crate::search::{self, Search};
use crate::{Outcome, Program, RunOptions, Tier, code, library, observe};

/// The file that [`RunOptions::then`] seems to come from.
const THEN: &str = "<tierlens: run>";

/// Runs a program in this process: it prints to stdout and stderr, tracebacks included.
pub fn run(program: &Program, options: &RunOptions) -> Outcome {
    stdlib::signals::ignore_errors();
    let mut process = Process::new(program, options);
    if let Some(limit) = options.time_limit {
        process.interrupt_after(limit);
    }
    let result = process.main(program, options);
    let mut exit_code = 1;
    if !process.vm.events.is_interrupted() {
        exit_code = process.finish(result);
    }
    if let Some(left) = process.vm.left {
        exit_code = left;
    } else if let Some(limit) = options.time_limit
        && process.vm.events.is_interrupted()
    {
        exit_code = 1;
        process.flush();
        process.report.ending = Ending::TimeOut {
            seconds: limit.as_secs_f64(),
        };
    }
    let mut report = process.report;
    report.exit_code = exit_code;
    if options.observe {
        let source = process.source.take();
        observe::fill(
            &mut process.vm,
            process.main_code,
            source,
            &options.shown,
            &mut report,
        );
    }
    report.timing.collect_us = process.vm.heap.stats.total_pause_ns / 1000;
    report.timing.trace_us = process.vm.executors.build_us;
    report.memory.collections = process.vm.heap.stats.collections;
    report.memory.peak_bytes = process.vm.heap.stats.peak_bytes as u64;
    Outcome { exit_code, report }
}

/// Bytes of stack of the thread that watches the time.
const STACK_OF_WATCH: usize = 64 << 10;

/// A Python process about to run its program.
pub(crate) struct Process {
    pub(crate) vm: Box<Vm>,
    report: Report,
    /// The program's module code object; NULL until it is compiled.
    pub(crate) main_code: Value,
    /// The name and content of the file that it was made from.
    source: Option<(String, Vec<u8>)>,
}

impl Process {
    pub(crate) fn new(program: &Program, options: &RunOptions) -> Process {
        let hooks = Hooks {
            compile: code::compile,
            decode: code::decode,
            tokenize: code::tokenize,
            positions: code::positions,
            backend: backend(options.tier),
            modules: stdlib::modules(),
            library: library::find,
            library_folder: stdlib::library::FOLDER,
            library_text: library::text,
            library_code: library::code,
        };
        let mut vm = Vm::new(hooks);
        vm.executors.enabled = options.tier != Tier::Interp;
        if let Some(executions) = options.trace_after {
            vm.executors.thresholds = Thresholds::after(executions);
        }
        if options.pairs {
            vm.count_pairs();
        } else if options.observe {
            vm.count();
        }
        vm.told = options.told.then(std::process::id);
        vm.heap.stress = options.gc_stress.map(Stress::new);
        if let Some(limit) = options.heap_limit {
            vm.heap.limit = limit;
        }
        let name = match program {
            Program::File(path) | Program::Source { path, .. } => path.display().to_string(),
            Program::Module(name) => format!("-m {name}"),
            Program::Command(_) => String::from("-c"),
        };
        Process {
            vm,
            report: Report::new(name, options.tier),
            main_code: Value::NULL,
            source: None,
        }
    }

    /// Has the program end after this time, if it has not by then.
    fn interrupt_after(&self, limit: Duration) {
        let events = self.vm.events.clone();
        // Without a thread for it the program is ended from outside.
        let _ = Builder::new().stack_size(STACK_OF_WATCH).spawn(move || {
            std::thread::sleep(limit);
            events.interrupt();
        });
    }

    /// Compiles and runs the program.
    pub(crate) fn main(&mut self, program: &Program, options: &RunOptions) -> Result {
        let globals = self.main_module()?;
        let start = Start::of(program, options.module.as_deref());
        self.set_arguments(&start.name, &options.argv)?;
        self.set_search_path(&start, &options.search)?;
        if let Program::File(path) | Program::Source { path, .. } = program {
            let path = absolute(path);
            match &options.module {
                Some(name) => self.be_module(globals, name, &path)?,
                None => self.vm.set_main_spec(globals, None, &path),
            }
        }
        if let (Some(_), Program::File(path) | Program::Source { path, .. }) =
            (&options.then, program)
        {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            self.be_imported(globals, options.module.as_deref().unwrap_or(&stem));
        }
        let began = Instant::now();
        let code = match program {
            Program::File(path) if is_place(path) => return self.run_place(),
            Program::File(path) => match std::fs::read(path) {
                Ok(bytes) => self.compile_file(globals, path, &bytes)?,
                Err(error) => {
                    let path = path.display();
                    let number = error.raw_os_error().unwrap_or(0);
                    eprintln!(
                        "tierlens: can't open file '{path}': [Errno {number}] {}",
                        describe(&error)
                    );
                    return Err(self.exit_with(2));
                }
            },
            Program::Source { path, bytes } => self.compile_file(globals, path, bytes)?,
            Program::Command(text) => self.compile_command(text)?,
            Program::Module(name) => return self.run_module(name, globals),
        };
        self.report.timing.compile_us = began.elapsed().as_micros() as u64;
        self.main_code = code;
        let began = Instant::now();
        let mut result = self.vm.run_code(code, globals, Value::object(globals));
        if let (Some(then), Ok(_)) = (&options.then, &result) {
            result = code::compile(&mut self.vm, then, THEN, CompileOptions::MODULE)
                .and_then(|code| self.vm.run_code(code, globals, Value::object(globals)));
        }
        self.report.timing.run_us = began.elapsed().as_micros() as u64;
        result
    }

    fn set_arguments(&mut self, argv0: &str, arguments: &[String]) -> Result<()> {
        let vm = &mut self.vm;
        let sys = vm.import_module("sys")?;
        let argv = vm.new_list(&[]);
        for argument in std::iter::once(argv0).chain(arguments.iter().map(String::as_str)) {
            let argument = vm.new_str(argument);
            vm.list_append(argv, argument);
        }
        let name = vm.intern("argv");
        vm.set_attr(sys, name, argv)
    }

    fn set_search_path(&mut self, start: &Start, search: &Search) -> Result<()> {
        let vm = &mut self.vm;
        search::install(vm, search)?;
        let (path, folder) = (search::path(vm)?, vm.new_str(&start.folder));
        vm.call_method(path, "insert", &[Value::int_unchecked(0), folder])?;
        let last: Vec<PathBuf> = search.last.iter().chain(&start.own).cloned().collect();
        search::install_last(vm, &last)
    }

    /// Has `__main__` be known as if it had been imported by this name.
    fn be_imported(&mut self, globals: *mut vm::layout::Dict, name: &str) {
        let text = self.vm.new_str(name);
        self.vm.dict_set_str(globals, "__name__", text);
        let main = self.vm.intern("__main__");
        let module = self.vm.dict_get_str(self.vm.modules, main);
        self.vm.dict_set_str(self.vm.modules, name, module);
    }

    /// Has `__main__` be a module of a package, as `python -m` does: the packages around it are imported first.
    fn be_module(&mut self, globals: *mut vm::layout::Dict, name: &str, path: &str) -> Result<()> {
        if let Some((package, _)) = name.rsplit_once('.') {
            self.vm.import_module(package)?;
        }
        self.vm.set_main_spec(globals, Some(name), path);
        Ok(())
    }

    /// Makes `__main__` and gives its dict.
    fn main_module(&mut self) -> Result<*mut vm::layout::Dict> {
        let vm = &mut self.vm;
        let module = vm.new_module("__main__", &[]);
        vm.dict_set_str(vm.modules, "__main__", module);
        let Some(object) = vm.as_module(module) else {
            return Err(vm.system_error("no __main__"));
        };
        let globals = object.dict;
        let builtins = vm.import_module("builtins")?;
        vm.dict_set_str(globals, "__builtins__", builtins);
        Ok(globals)
    }

    /// Compiles the file that is `__main__`, which knows itself by its absolute path.
    fn compile_file(
        &mut self,
        globals: *mut vm::layout::Dict,
        path: &Path,
        bytes: &[u8],
    ) -> Result {
        let path = absolute(path);
        let file = self.vm.new_str(&path);
        self.vm.dict_set_str(globals, "__file__", file);
        let code = code::compile_file(&mut self.vm, bytes, &path);
        self.source = Some((path, bytes.to_vec()));
        code
    }

    /// Compiles the program of `-c`.
    fn compile_command(&mut self, text: &str) -> Result {
        let code = code::compile(&mut self.vm, text, "<string>", CompileOptions::MODULE)?;
        self.vm.command = Some(Command {
            text: text.to_owned(),
        });
        self.vm.note_command(code);
        Ok(code)
    }

    /// `python -m name`: the library's `runpy` finds and runs it.
    fn run_module(&mut self, name: &str, _globals: *mut vm::layout::Dict) -> Result {
        let runpy = self.vm.import_module("runpy")?;
        let name = self.vm.new_str(name);
        self.vm.call_method(runpy, "_run_module_as_main", &[name])
    }

    /// Runs the `__main__` of a folder or an archive, which is first on the search path: `runpy` does that too.
    fn run_place(&mut self) -> Result {
        let runpy = self.vm.import_module("runpy")?;
        let main = self.vm.intern("__main__");
        self.vm
            .call_method(runpy, "_run_module_as_main", &[main, Value::FALSE])
    }

    fn exit_with(&mut self, status: i64) -> Raised {
        let class = self.vm.types.system_exit;
        match self
            .vm
            .new_exception(class, &[Value::int_unchecked(status)])
        {
            Ok(exception) => self.vm.raise_value(exception),
            Err(raised) => raised,
        }
    }

    /// Prints what is left to print and gives the exit code.
    pub(crate) fn finish(&mut self, result: Result) -> i32 {
        let status = match result {
            Ok(_) => 0,
            Err(Raised) => {
                let exception = self.vm.take_raised();
                self.unhandled(exception)
            }
        };
        // What the program has dropped comes before what `atexit` calls, and that before what lives.
        self.vm.finalize_the_dropped();
        if stdlib::run_at_exit(&mut self.vm).is_err() {
            self.vm.take_raised();
        }
        self.flush();
        self.vm.finalize_the_living();
        self.flush();
        status
    }

    /// Writes out what the standard streams hold.
    fn flush(&mut self) {
        for name in ["stdout", "stderr"] {
            let flushed = self.vm.import_module("sys").and_then(|sys| {
                let name = self.vm.intern(name);
                let stream = self.vm.get_attr(sys, name)?;
                self.vm.call_method(stream, "flush", &[])
            });
            if flushed.is_err() {
                self.vm.take_raised();
            }
        }
    }

    fn unhandled(&mut self, exception: Value) -> i32 {
        if self.vm.is_exception(exception, self.vm.types.system_exit) {
            return self.system_exit(exception);
        }
        self.report.ending = Ending::Exception(describe_exception(&mut self.vm, exception));
        if let Ok(sys) = self.vm.import_module("sys") {
            let name = self.vm.intern("stdout");
            let flushed = self
                .vm
                .get_attr(sys, name)
                .and_then(|stream| self.vm.call_method(stream, "flush", &[]));
            if flushed.is_err() {
                self.vm.take_raised();
            }
        }
        let text = self.vm.format_exception(exception);
        // Nothing can be done about a closed stderr.
        let _ = std::io::stderr().lock().write_all(text.as_bytes());
        1
    }

    fn system_exit(&mut self, exception: Value) -> i32 {
        let name = self.vm.intern("code");
        let code = self.vm.get_attr(exception, name).unwrap_or(Value::NONE);
        if code.is_none() {
            return 0;
        }
        if let Some(status) = self.vm.int_as_i64(code) {
            return status as i32;
        }
        if let Ok(text) = self.vm.str(code) {
            let text = self.vm.text(text).into_owned();
            eprintln!("{text}");
        }
        1
    }
}

/// What makes machine code of traces, where this machine has stencils.
fn backend(tier: Tier) -> Option<Box<dyn vm::trace::Backend>> {
    if tier == Tier::Jit && jit::available() {
        Some(Box::new(jit::Jit::default()))
    } else {
        None
    }
}

fn describe(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((text, _)) => text.to_owned(),
        None => text,
    }
}

/// How a program is called, and the folders that its modules are looked for in.
struct Start {
    /// `sys.argv[0]`.
    name: String,
    /// `sys.path[0]`.
    folder: String,
    /// The last folder, if it has one of its own.
    own: Option<PathBuf>,
}

impl Start {
    fn of(program: &Program, module: Option<&str>) -> Start {
        match program {
            Program::File(path) | Program::Source { path, .. } => match module {
                Some(module) => Start::of_module(Path::new(&absolute(path)), module),
                None => Start {
                    name: path.display().to_string(),
                    folder: folder_of(path),
                    own: None,
                },
            },
            Program::Module(_) => Start {
                name: String::from("-m"),
                folder: current_folder(),
                own: None,
            },
            Program::Command(_) => Start {
                name: String::from("-c"),
                folder: String::new(),
                own: None,
            },
        }
    }

    /// A module is found from the folder above its top package. But what has been written to be run as a file shall find what lies
    /// beside it.
    fn of_module(path: &Path, module: &str) -> Start {
        let own = path.parent().unwrap_or(Path::new("/"));
        let own = own.canonicalize().unwrap_or_else(|_| own.to_path_buf());
        let depth = module.matches('.').count();
        let above = own.ancestors().nth(depth).unwrap_or(Path::new("/"));
        Start {
            name: path.display().to_string(),
            folder: above.display().to_string(),
            own: Some(own),
        }
    }
}

fn absolute(path: &Path) -> String {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    path.display().to_string()
}

/// Whether a program is itself a place for modules: a folder, or a zip file (which ends with its directory, and no comment).
fn is_place(path: &Path) -> bool {
    const END: i64 = 22;
    let is_archive = || {
        let mut file = std::fs::File::open(path).ok()?;
        let mut end = [0; 4];
        file.seek(SeekFrom::End(-END)).ok()?;
        file.read_exact(&mut end).ok()?;
        Some(end == *b"PK\x05\x06")
    };
    path.is_dir()
        || path.extension().is_none_or(|ending| ending != "py") && is_archive() == Some(true)
}

/// The folder of a file, where that really lies; what is itself a place for modules is its own.
fn folder_of(path: &Path) -> String {
    if is_place(path) {
        return absolute(path);
    }
    let path = path
        .canonicalize()
        .unwrap_or_else(|_| absolute(path).into());
    let folder = path.parent().unwrap_or(Path::new("/"));
    folder.display().to_string()
}

fn current_folder() -> String {
    std::env::current_dir()
        .map(|folder| folder.display().to_string())
        .unwrap_or_default()
}

/// An exception as plain data.
fn describe_exception(vm: &mut Vm, exception: Value) -> Exception {
    let message = match vm.str(exception) {
        Ok(text) => vm.text(text).into_owned(),
        Err(Raised) => {
            vm.take_raised();
            String::new()
        }
    };
    let mut described = Exception {
        type_name: vm.class_name(exception),
        message,
        ..Exception::default()
    };
    if vm.is_exception(exception, vm.types.syntax_error) {
        described.location = syntax_error_location(vm, exception);
        if let Some(text) = attribute(vm, exception, "msg") {
            described.message = vm.text(text).into_owned();
        }
    }
    let mut traceback = vm.traceback_of(exception);
    while !traceback.is_none() && !traceback.is_null() {
        if let Some(frame) = traceback_frame(vm, traceback) {
            described.traceback.push(frame);
        }
        match attribute(vm, traceback, "tb_next") {
            Some(next) => traceback = next,
            None => break,
        }
    }
    described
}

fn attribute(vm: &mut Vm, owner: Value, name: &str) -> Option<Value> {
    let name = vm.intern(name);
    match vm.get_attr(owner, name) {
        Ok(value) => Some(value),
        Err(Raised) => {
            vm.take_raised();
            None
        }
    }
}

fn syntax_error_location(vm: &mut Vm, exception: Value) -> Option<Location> {
    let mut number = |name| {
        attribute(vm, exception, name)
            .and_then(Value::as_int)
            .and_then(|value| u32::try_from(value).ok())
    };
    let (line, column) = (number("lineno")?, number("offset")?);
    let (end_line, end_column) = (
        number("end_lineno").unwrap_or(line),
        number("end_offset").unwrap_or(column + 1),
    );
    let file = attribute(vm, exception, "filename")?;
    let text = attribute(vm, exception, "text");
    let text = text
        .filter(|text| vm.is_exact_str(*text))
        .map(|text| vm.text(text).into_owned())
        .unwrap_or_default();
    let bytes = |column: u32| {
        text.chars()
            .take(column.saturating_sub(1) as usize)
            .map(char::len_utf8)
            .sum::<usize>() as u32
    };
    let end = if end_line == line && end_column > column {
        bytes(end_column)
    } else {
        bytes(column) + 1
    };
    let file = if vm.is_exact_str(file) {
        vm.text(file).into_owned()
    } else {
        String::new()
    };
    Some(Location {
        file,
        span: Span {
            line,
            column: bytes(column),
            end_line: line.max(end_line),
            end_column: end,
        },
    })
}

fn traceback_frame(vm: &mut Vm, traceback: Value) -> Option<Frame> {
    let frame = attribute(vm, traceback, "tb_frame")?;
    let lasti = attribute(vm, traceback, "tb_lasti")?.as_int()?;
    let code = attribute(vm, frame, "f_code")?;
    let code = vm.as_code(code)?;
    let unit = usize::try_from(lasti).ok()? / 2;
    let position = *vm.positions(code.id).get(unit)?;
    Some(Frame {
        location: Location {
            file: vm.text(code.filename).into_owned(),
            span: observe::span(position),
        },
        function: vm.text(code.qualname).into_owned(),
    })
}

/// The code objects of a module in definition order: each before those in its constants.
pub(crate) fn walk(vm: &Vm, code: Value, found: &mut Vec<*mut vm::layout::Code>) {
    let Some(object) = vm.as_code(code) else {
        return;
    };
    found.push(object);
    for constant in cast::tuple_items(object.consts) {
        walk(vm, *constant, found);
    }
}

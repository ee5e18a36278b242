//! print, input, open, exit.

use crate::layout::class_flags;
use crate::native::{Call, Def};
use crate::objects::class::get;
use crate::objects::sequences::list;
use crate::objects::strings;
use crate::{Args, Result, Value, Vm};

impl Vm {
    /// A name of the module `sys`; NULL where there is none.
    pub fn sys_attribute(&mut self, name: &str) -> Result {
        let key = self.intern("sys");
        let sys = self.dict_get_str(self.modules, key);
        if sys.is_null() {
            return Ok(Value::NULL);
        }
        let key = self.intern(name);
        Ok(self.get_attr_opt(sys, key)?.unwrap_or(Value::NULL))
    }

    /// `sys.stdout` and the like, or RuntimeError.
    pub fn stream(&mut self, name: &str) -> Result {
        let stream = self.sys_attribute(name)?;
        if stream.is_null() {
            Err(self.runtime_error(format!("lost sys.{name}")))
        } else {
            Ok(stream)
        }
    }
}

/// A separator or end: a str, or NULL for the default.
fn text_option(vm: &mut Vm, value: Value, name: &str) -> Result {
    if value.is_null() || value.is_none() {
        return Ok(Value::NULL);
    }
    if !vm.is_str(value) {
        let got = vm.class_name(value);
        return Err(vm.type_error(format!("{name} must be None or a string, not {got}")));
    }
    Ok(value)
}

fn print(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [mut sep, mut end, mut file, mut flush] = [Value::NULL; 4];
    for (name, value) in args.keywords() {
        match &*vm.text(name) {
            "sep" => sep = value,
            "end" => end = value,
            "file" => file = value,
            "flush" => flush = value,
            other => {
                let message = format!("print() got an unexpected keyword argument '{other}'");
                return Err(vm.type_error(message));
            }
        }
    }
    if file.is_null() || file.is_none() {
        file = vm.stream("stdout")?;
        if file.is_none() {
            return Ok(Value::NONE);
        }
    }
    sep = text_option(vm, sep, "sep")?;
    if sep.is_null() {
        sep = vm.intern(" ");
    }
    end = text_option(vm, end, "end")?;
    if end.is_null() {
        end = vm.intern("\n");
    }
    if get(vm.class_of(file)).flags & class_flags::HEAP_TYPE == 0 {
        print_at_once(vm, args.pos(), sep, end, file)?;
    } else {
        for (index, value) in args.pos().iter().enumerate() {
            if index > 0 {
                vm.call_method(file, "write", &[sep])?;
            }
            let text = vm.str(*value)?;
            vm.call_method(file, "write", &[text])?;
        }
        vm.call_method(file, "write", &[end])?;
    }
    if !flush.is_null() && vm.is_true(flush)? {
        vm.call_method(file, "flush", &[])?;
    }
    Ok(Value::NONE)
}

/// A native file sees one write: nobody can tell.
fn print_at_once(vm: &mut Vm, values: &[Value], sep: Value, end: Value, file: Value) -> Result<()> {
    if let &[value] = values
        && vm.is_exact_str(value)
    {
        let text = vm.str_concat(value, end)?;
        return vm.call_method(file, "write", &[text]).map(drop);
    }
    let pieces = vm.new_list(&[]);
    let mut failed = None;
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            vm.list_push(pieces, sep)?;
        }
        match vm.str(*value) {
            Ok(text) => vm.list_push(pieces, text)?,
            Err(raised) => {
                failed = Some((raised, vm.take_raised()));
                break;
            }
        }
    }
    if failed.is_none() {
        vm.list_push(pieces, end)?;
    }
    let text = vm.str_join(list::items(pieces))?;
    vm.call_method(file, "write", &[text])?;
    match failed {
        Some((raised, exception)) => {
            vm.raised = exception;
            Err(raised)
        }
        None => Ok(()),
    }
}

fn input(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("input", args.len(), 0, 1)?;
    let (stdin, stdout) = (vm.stream("stdin")?, vm.stream("stdout")?);
    let stderr = vm.stream("stderr")?;
    for (stream, name) in [(stdin, "stdin"), (stdout, "stdout"), (stderr, "stderr")] {
        if stream.is_none() {
            return Err(vm.runtime_error(format!("input(): lost sys.{name}")));
        }
    }
    if let Some(&prompt) = args.first() {
        let text = vm.str(prompt)?;
        vm.call_method(stdout, "write", &[text])?;
    }
    vm.call_method(stdout, "flush", &[])?;
    let line = vm.call_method(stdin, "readline", &[])?;
    if !vm.is_str(line) {
        return Err(vm.type_error("object.readline() returned non-string"));
    }
    match strings::len(line) {
        0 => Err(vm.raise(vm.types.eof_error, "EOF when reading a line")),
        length if strings::at(line, length - 1) == u32::from('\n') => {
            vm.str_slice(line, 0, length - 1)
        }
        _ => Ok(line),
    }
}

fn open(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let io = vm.import_module("io")?;
    let name = vm.intern("open");
    let open = vm.get_attr(io, name)?;
    vm.call(open, args)
}

fn exit(vm: &mut Vm, _: Value, args: Args<'_>) -> Result {
    let [code] = vm.bind_arguments("exit", args, &["code"], 0, 1, 0)?;
    let code = if code.is_null() { Value::NONE } else { code };
    let class = vm.types.system_exit;
    let exception = vm.new_exception(class, &[code])?;
    Err(vm.raise_value(exception))
}

/// The functions.
pub static FUNCTIONS: &[Def] = &[
    Def::new("print", Call::FastKeywords(print)).doc("($module, /, *args, sep=' ', end='\\n', file=None, flush=False)", "Prints the values to a stream, or to sys.stdout by default.\n\n  sep\n    string inserted between values, default a space.\n  end\n    string appended after the last value, default a newline.\n  file\n    a file-like object (stream); defaults to the current sys.stdout.\n  flush\n    whether to forcibly flush the stream."),
    Def::new("input", Call::Fast(input)).doc("($module, prompt='', /)", "Read a string from standard input.  The trailing newline is stripped.\n\nThe prompt string, if given, is printed to standard output without a\ntrailing newline before reading input.\n\nIf the user hits EOF (*nix: Ctrl-D, Windows: Ctrl-Z+Return), raise\nEOFError.\nOn *nix systems, readline is used if available."),
    Def::new("open", Call::FastKeywords(open)).doc("($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)", "Open file and return a stream.  Raise OSError upon failure.\n\nfile is either a text or byte string giving the name (and the path\nif the file isn't in the current working directory) of the file to\nbe opened or an integer file descriptor of the file to be\nwrapped.  (If a file descriptor is given, it is closed when the\nreturned I/O object is closed, unless closefd is set to False.)\n\nmode is an optional string that specifies the mode in which the file\nis opened.  It defaults to 'r' which means open for reading in text\nmode.  Other common values are 'w' for writing (truncating the file if\nit already exists), 'x' for creating and writing to a new file, and\n'a' for appending (which on some Unix systems, means that all writes\nappend to the end of the file regardless of the current seek position).\nIn text mode, if encoding is not specified the encoding used is platform\ndependent: locale.getencoding() is called to get the current locale\nencoding.  (For reading and writing raw bytes use binary mode and leave\nencoding unspecified.)  The available modes are:\n\n========= ==========================================================\nCharacter Meaning\n--------- ----------------------------------------------------------\n'r'       open for reading (default)\n'w'       open for writing, truncating the file first\n'x'       create a new file and open it for writing\n'a'       open for writing, appending to the end of the file if it\n          exists\n'b'       binary mode\n't'       text mode (default)\n'+'       open a disk file for updating (reading and writing)\n========= ==========================================================\n\nThe default mode is 'rt' (open for reading text).  For binary random\naccess, the mode 'w+b' opens and truncates the file to 0 bytes, while\n'r+b' opens the file without truncation.  The 'x' mode implies 'w' and\nraises an `FileExistsError` if the file already exists.\n\nPython distinguishes between files opened in binary and text modes,\neven when the underlying operating system doesn't.  Files opened in\nbinary mode (appending 'b' to the mode argument) return contents as\nbytes objects without any decoding.  In text mode (the default, or when\n't' is appended to the mode argument), the contents of the file are\nreturned as strings, the bytes having been first decoded using a\nplatform-dependent encoding or using the specified encoding if given.\n\nbuffering is an optional integer used to set the buffering policy.\nPass 0 to switch buffering off (only allowed in binary mode), 1 to\nselect line buffering (only usable in text mode), and an integer > 1 to\nindicate the size of a fixed-size chunk buffer.   When no buffering\nargument is given, the default buffering policy works as follows:\n\n* Binary files are buffered in fixed-size chunks; the size of the buffer\n  is max(min(blocksize, 8 MiB), DEFAULT_BUFFER_SIZE) when the device\n  block size is available.\n  On most systems, the buffer will typically be 128 kilobytes long.\n\n* \"Interactive\" text files (files for which isatty() returns True)\n  use line buffering.  Other text files use the policy described above\n  for binary files.\n\nencoding is the name of the encoding used to decode or encode the\nfile.  This should only be used in text mode.  The default encoding is\nplatform dependent, but any encoding supported by Python can be\npassed.  See the codecs module for the list of supported encodings.\n\nerrors is an optional string that specifies how encoding errors are to\nbe handled---this argument should not be used in binary mode.  Pass\n'strict' to raise a ValueError exception if there is an encoding error\n(the default of None has the same effect), or pass 'ignore' to ignore\nerrors.  (Note that ignoring encoding errors can lead to data loss.)\nSee the documentation for codecs.register or run 'help(codecs.Codec)'\nfor a list of the permitted encoding error strings.\n\nnewline controls how universal newlines works (it only applies to text\nmode).  It can be None, '', '\\n', '\\r', and '\\r\\n'.  It works as\nfollows:\n\n* On input, if newline is None, universal newlines mode is enabled.\n  Lines in the input can end in '\\n', '\\r', or '\\r\\n', and these are\n  translated into '\\n' before being returned to the caller.  If it is\n  '', universal newline mode is enabled, but line endings are returned\n  to the caller untranslated.  If it has any of the other legal values,\n  input lines are only terminated by the given string, and the line\n  ending is returned to the caller untranslated.\n\n* On output, if newline is None, any '\\n' characters written are\n  translated to the system default line separator, os.linesep.  If\n  newline is '' or '\\n', no translation takes place.  If newline is any\n  of the other legal values, any '\\n' characters written are translated\n  to the given string.\n\nIf closefd is False, the underlying file descriptor will be kept open\nwhen the file is closed.  This does not work when a file name is given\nand must be True in that case.\n\nA custom opener can be used by passing a callable as *opener*.  The\nunderlying file descriptor for the file object is then obtained by\ncalling *opener* with (*file*, *flags*).  *opener* must return an open\nfile descriptor (passing os.open as *opener* results in functionality\nsimilar to passing None).\n\nopen() returns a file object whose type depends on the mode, and\nthrough which the standard file operations such as reading and writing\nare performed.  When open() is used to open a file in a text mode ('w',\n'r', 'wt', 'rt', etc.), it returns a TextIOWrapper.  When used to open\na file in a binary mode, the returned class varies: in read binary\nmode, it returns a BufferedReader; in write binary and append binary\nmodes, it returns a BufferedWriter, and in read/write mode, it returns\na BufferedRandom.\n\nIt is also possible to use a string or bytearray as a file for both\nreading and writing.  For strings StringIO can be used like a file\nopened in a text mode, and for bytes a BytesIO can be used like a file\nopened in a binary mode."),
    Def::new("exit", Call::FastKeywords(exit)),
    Def::new("quit", Call::FastKeywords(exit)),
];

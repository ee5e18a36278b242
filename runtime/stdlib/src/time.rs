//! `time`.

use vm::objects::class::GetSet;
use vm::objects::sequences::tuple;
use vm::{Call, Def, Effects, Result, Value, Vm};

use crate::support::{self, add, add_ints, last_os_error};
use crate::{structseq, structseq_fields};

static STRUCT_TIME: &[GetSet] = structseq_fields![
    0 "tm_year", 1 "tm_mon", 2 "tm_mday", 3 "tm_hour", 4 "tm_min", 5 "tm_sec", 6 "tm_wday", 7 "tm_yday", 8 "tm_isdst",
];

fn nanoseconds(vm: &mut Vm, clock: libc::clockid_t) -> Result<i64> {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the struct is live during the call.
    if unsafe { libc::clock_gettime(clock, &mut time) } < 0 {
        return Err(last_os_error(vm, None));
    }
    Ok(time
        .tv_sec
        .wrapping_mul(1_000_000_000)
        .wrapping_add(time.tv_nsec))
}

macro_rules! clocks {
    ($($name:ident $name_ns:ident = $clock:ident;)+) => { $(
        fn $name(vm: &mut Vm, _: Value) -> Result {
            Ok(Value::float(nanoseconds(vm, libc::$clock)? as f64 / 1e9))
        }
        fn $name_ns(vm: &mut Vm, _: Value) -> Result {
            let now = nanoseconds(vm, libc::$clock)?;
            Ok(vm.new_int(now))
        }
    )+ };
}
clocks! {
    time time_ns = CLOCK_REALTIME;
    monotonic monotonic_ns = CLOCK_MONOTONIC;
    process_time process_time_ns = CLOCK_PROCESS_CPUTIME_ID;
    thread_time thread_time_ns = CLOCK_THREAD_CPUTIME_ID;
}

fn sleep(vm: &mut Vm, _: Value, seconds: Value) -> Result {
    let seconds = vm.to_float(seconds)?;
    if seconds.is_nan() {
        return Err(vm.value_error("Invalid value NaN (not a number)"));
    }
    if seconds < 0.0 {
        return Err(vm.value_error("sleep length must be non-negative"));
    }
    match std::time::Duration::try_from_secs_f64(seconds) {
        Ok(duration) => doze(vm, duration)?,
        Err(_) => return Err(vm.overflow_error("timestamp too large to convert to C PyTime_t")),
    }
    Ok(Value::NONE)
}

/// Sleeps, and looks up now and then, since the program may have been ended.
fn doze(vm: &mut Vm, duration: std::time::Duration) -> Result<()> {
    const NAP: std::time::Duration = std::time::Duration::from_millis(100);
    let begun = std::time::Instant::now();
    loop {
        let left = duration.saturating_sub(begun.elapsed());
        std::thread::sleep(left.min(NAP));
        if left <= NAP {
            return Ok(());
        }
        vm.check_memory()?;
    }
}

fn clock_gettime(vm: &mut Vm, _: Value, clock: Value) -> Result {
    let clock = vm.index_argument(clock)?;
    Ok(Value::float(
        nanoseconds(vm, clock as libc::clockid_t)? as f64 / 1e9,
    ))
}

fn clock_gettime_ns(vm: &mut Vm, _: Value, clock: Value) -> Result {
    let clock = vm.index_argument(clock)?;
    let now = nanoseconds(vm, clock as libc::clockid_t)?;
    Ok(vm.new_int(now))
}

fn seconds_argument(vm: &mut Vm, args: &[Value]) -> Result<i64> {
    match args.first() {
        Some(&seconds) if !seconds.is_none() => {
            let seconds = vm.to_float(seconds)?;
            Ok(seconds.floor() as i64)
        }
        _ => Ok(nanoseconds(vm, libc::CLOCK_REALTIME)?.div_euclid(1_000_000_000)),
    }
}

fn to_struct(vm: &mut Vm, tm: &libc::tm) -> Result {
    let class = support::recall_class(vm, "time.struct_time");
    let items = [
        i64::from(tm.tm_year) + 1900,
        i64::from(tm.tm_mon) + 1,
        tm.tm_mday.into(),
        tm.tm_hour.into(),
        tm.tm_min.into(),
        tm.tm_sec.into(),
        i64::from((tm.tm_wday + 6) % 7),
        i64::from(tm.tm_yday) + 1,
        tm.tm_isdst.into(),
    ];
    let items = items.map(|item| vm.new_int(item));
    let result = structseq::make(vm, class, &items)?;
    let zone = if tm.tm_zone.is_null() {
        String::from("UTC")
    } else {
        // SAFETY: the C library's own string.
        unsafe { std::ffi::CStr::from_ptr(tm.tm_zone) }
            .to_string_lossy()
            .into_owned()
    };
    let (name, zone) = (vm.intern("tm_zone"), vm.new_str(&zone));
    vm.set_attr(result, name, zone)?;
    let (name, offset) = (vm.intern("tm_gmtoff"), vm.new_int(tm.tm_gmtoff));
    vm.set_attr(result, name, offset)?;
    Ok(result)
}

fn broken_down(vm: &mut Vm, seconds: i64, local: bool) -> Result<libc::tm> {
    // SAFETY: zero is a valid `tm`; both are live during the call.
    unsafe {
        let mut tm: libc::tm = core::mem::zeroed();
        let done = if local {
            libc::localtime_r(&seconds, &mut tm)
        } else {
            libc::gmtime_r(&seconds, &mut tm)
        };
        if done.is_null() {
            Err(last_os_error(vm, None))
        } else {
            Ok(tm)
        }
    }
}

fn gmtime(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let seconds = seconds_argument(vm, args)?;
    let tm = broken_down(vm, seconds, false)?;
    to_struct(vm, &tm)
}

fn localtime(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let seconds = seconds_argument(vm, args)?;
    let tm = broken_down(vm, seconds, true)?;
    to_struct(vm, &tm)
}

fn from_struct(vm: &mut Vm, time: Value) -> Result<libc::tm> {
    if !vm.is_tuple(time) || tuple::items(time).len() < 9 {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    }
    let mut numbers = [0i64; 9];
    for (number, &item) in numbers.iter_mut().zip(tuple::items(time)) {
        *number = vm.index_argument(item)?;
    }
    // SAFETY: zero is a valid `tm`.
    let mut tm: libc::tm = unsafe { core::mem::zeroed() };
    tm.tm_year = (numbers[0] - 1900) as i32;
    tm.tm_mon = (numbers[1] - 1) as i32;
    tm.tm_mday = numbers[2] as i32;
    tm.tm_hour = numbers[3] as i32;
    tm.tm_min = numbers[4] as i32;
    tm.tm_sec = numbers[5] as i32;
    tm.tm_wday = ((numbers[6] + 1) % 7) as i32;
    tm.tm_yday = (numbers[7] - 1) as i32;
    tm.tm_isdst = numbers[8] as i32;
    Ok(tm)
}

fn mktime(vm: &mut Vm, _: Value, time: Value) -> Result {
    let mut tm = from_struct(vm, time)?;
    // SAFETY: live during the call.
    let seconds = unsafe { libc::mktime(&mut tm) };
    if seconds == -1 && tm.tm_wday == -1 {
        return Err(vm.overflow_error("mktime argument out of range"));
    }
    Ok(Value::float(seconds as f64))
}

fn time_or_now(vm: &mut Vm, time: Option<&Value>) -> Result<libc::tm> {
    match time {
        Some(&time) => from_struct(vm, time),
        None => {
            let seconds = seconds_argument(vm, &[])?;
            broken_down(vm, seconds, true)
        }
    }
}

fn strftime(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    vm.check_positional("strftime", args.len(), 1, 2)?;
    let format = support::text(vm, args[0], "strftime() argument 1")?;
    let tm = time_or_now(vm, args.get(1))?;
    if format.is_empty() {
        return Ok(args[0]);
    }
    let format = support::c_path(vm, &format)?;
    let mut size = 256;
    while size <= 1 << 20 {
        let mut text = vm.filled(0u8, size)?;
        // SAFETY: the buffer, the format and the struct are live during the call.
        let len = unsafe { libc::strftime(text.as_mut_ptr().cast(), size, format.as_ptr(), &tm) };
        if len > 0 {
            text.truncate(len);
            return Ok(vm.new_str(&String::from_utf8_lossy(&text)));
        }
        size *= 4;
    }
    Ok(vm.new_str(""))
}

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn text_of(vm: &mut Vm, tm: &libc::tm) -> Value {
    let text = format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[tm.tm_wday.rem_euclid(7) as usize],
        MONTHS[tm.tm_mon.rem_euclid(12) as usize],
        tm.tm_mday,
        tm.tm_hour,
        tm.tm_min,
        tm.tm_sec,
        i64::from(tm.tm_year) + 1900
    );
    vm.new_str(&text)
}

fn asctime(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let tm = time_or_now(vm, args.first())?;
    Ok(text_of(vm, &tm))
}

fn ctime(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let seconds = seconds_argument(vm, args)?;
    let tm = broken_down(vm, seconds, true)?;
    Ok(text_of(vm, &tm))
}

fn strptime(vm: &mut Vm, _: Value, args: &[Value]) -> Result {
    let parse = support::import_attr(vm, "_strptime", "_strptime_time")?;
    vm.call_pos(parse, args)
}

fn get_clock_info(vm: &mut Vm, _: Value, name: Value) -> Result {
    let name = support::text(vm, name, "get_clock_info() argument")?;
    let (function, monotonic) = match name.as_str() {
        "time" => ("clock_gettime(CLOCK_REALTIME)", false),
        "monotonic" | "perf_counter" => ("clock_gettime(CLOCK_MONOTONIC)", true),
        "process_time" => ("clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true),
        "thread_time" => ("clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true),
        _ => return Err(vm.value_error("unknown clock")),
    };
    let function = vm.new_str(function);
    let attributes = [
        ("implementation", function),
        ("monotonic", Value::bool(monotonic)),
        ("adjustable", Value::bool(!monotonic)),
        ("resolution", Value::float(1e-9)),
    ];
    crate::sys::namespace(vm, &attributes)
}

static FUNCTIONS: &[Def] = &[
    Def::new("time", Call::NoArgs(time)).effects(Effects::QUIET),
    Def::new("time_ns", Call::NoArgs(time_ns)).effects(Effects::QUIET),
    Def::new("monotonic", Call::NoArgs(monotonic)).effects(Effects::QUIET),
    Def::new("monotonic_ns", Call::NoArgs(monotonic_ns)).effects(Effects::QUIET),
    Def::new("perf_counter", Call::NoArgs(monotonic)).effects(Effects::QUIET),
    Def::new("perf_counter_ns", Call::NoArgs(monotonic_ns)).effects(Effects::QUIET),
    Def::new("process_time", Call::NoArgs(process_time)).effects(Effects::QUIET),
    Def::new("process_time_ns", Call::NoArgs(process_time_ns)).effects(Effects::QUIET),
    Def::new("thread_time", Call::NoArgs(thread_time)).effects(Effects::QUIET),
    Def::new("thread_time_ns", Call::NoArgs(thread_time_ns)).effects(Effects::QUIET),
    Def::new("sleep", Call::One(sleep)),
    Def::new("clock_gettime", Call::One(clock_gettime)),
    Def::new("clock_gettime_ns", Call::One(clock_gettime_ns)),
    Def::new("gmtime", Call::Varargs(gmtime)),
    Def::new("localtime", Call::Varargs(localtime)),
    Def::new("mktime", Call::One(mktime)),
    Def::new("strftime", Call::Varargs(strftime)),
    Def::new("strptime", Call::Varargs(strptime)),
    Def::new("asctime", Call::Varargs(asctime)),
    Def::new("ctime", Call::Varargs(ctime)),
    Def::new("get_clock_info", Call::One(get_clock_info)),
];

/// Makes the module.
pub fn init(vm: &mut Vm) -> Result {
    let module = support::module(vm, "time", FUNCTIONS);
    let class = structseq::class(vm, "time", "struct_time", STRUCT_TIME);
    add(vm, module, "struct_time", Value::object(class));
    let tm = broken_down(vm, 0, true)?;
    add_ints(
        vm,
        module,
        &[
            ("timezone", -tm.tm_gmtoff),
            ("altzone", -tm.tm_gmtoff),
            ("daylight", 0),
            ("CLOCK_REALTIME", libc::CLOCK_REALTIME.into()),
            ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC.into()),
            (
                "CLOCK_PROCESS_CPUTIME_ID",
                libc::CLOCK_PROCESS_CPUTIME_ID.into(),
            ),
            (
                "CLOCK_THREAD_CPUTIME_ID",
                libc::CLOCK_THREAD_CPUTIME_ID.into(),
            ),
        ],
    );
    let zone = if tm.tm_zone.is_null() {
        String::from("UTC")
    } else {
        // SAFETY: the C library's own string.
        unsafe { std::ffi::CStr::from_ptr(tm.tm_zone) }
            .to_string_lossy()
            .into_owned()
    };
    let zone = vm.new_str(&zone);
    let names = vm.new_tuple(&[zone, zone]);
    add(vm, module, "tzname", names);
    Ok(module)
}

//! Loops: parameters, invariants, spilling, and the speed of it.

use super::*;
use crate::ir::NO_SNAPSHOT;
use crate::ops::{Op, Ty};

fn slot(builder: &mut Builder, offset: usize) -> Ref {
    let value = builder.load(
        Op::load_slot,
        crate::builder::Space::Slots,
        [Ref::NONE; 2],
        offset,
        Ty::Value,
    );
    builder.unary(Op::unbox_int, value)
}

/// `while i < n: t = (t + i) & 0xfffffff; u = t ^ i; i += 1`, unboxed.
fn probe() -> Builder {
    let mut b = Builder::default();
    let (t, i, n) = (slot(&mut b, 0), slot(&mut b, 8), slot(&mut b, 24));
    let zero = b.int(0);
    b.start_loop(&Default::default(), false);
    let (t0, i0, u0) = (b.param(t), b.param(i), b.param(zero));
    let exit = snapshot(&mut b, 1, &[t0, i0, u0]);
    b.op(Op::guard_lt, [i0, n], exit);
    let overflow = snapshot(&mut b, 2, &[t0, i0, u0]);
    let sum = b.op(Op::int_add, [t0, i0], overflow);
    let mask = b.int(0xfff_ffff);
    let t1 = b.pure(Op::and, [sum, mask]);
    let u1 = b.pure(Op::xor, [t1, i0]);
    let one = b.int(1);
    let late = snapshot(&mut b, 3, &[t1, i0, u1]);
    let i1 = b.op(Op::int_add, [i0, one], late);
    for (param, next) in b.ir.params.iter_mut().zip([t1, i1, u1]) {
        param.next = next;
    }
    b
}

fn boxed(value: i64) -> u64 {
    uops::Value::int_unchecked(value).bits()
}

#[test]
fn a_loop_runs_in_registers() {
    if !crate::available() {
        return;
    }
    let mut builder = probe();
    builder.ir.remove_dead();
    let text = builder.ir.to_string();
    assert!(
        text.contains("= add "),
        "the guard on i proves that i + 1 fits:\n{text}"
    );
    let compiled = compile(builder);
    let iterations = 1000i64;
    let mut frame = [boxed(0), boxed(0), boxed(0), boxed(iterations)];
    let (exit, values) = compiled.run(&mut frame);
    let (mut t, mut u) = (0i64, 0i64);
    for i in 0..iterations {
        t = (t + i) & 0xfff_ffff;
        u = t ^ i;
    }
    assert_eq!(
        (exit, values),
        (
            1,
            vec![
                (t << 16) as u64,
                (iterations << 16) as u64,
                (u << 16) as u64
            ]
        )
    );
}

/// Run with `--ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn speed_of_the_probe() {
    let mut stencils = 0;
    let began = cpu_nanoseconds();
    for _ in 0..1000 {
        stencils += compile(probe()).machine.stencils;
    }
    let all = cpu_nanoseconds();
    let mut builder = probe();
    builder.ir.remove_dead();
    let allocation = allocate(&builder.ir, SLOTS).expect("few values");
    let allocated = cpu_nanoseconds();
    for _ in 0..1000 {
        std::hint::black_box(allocate(&builder.ir, SLOTS).expect("few values"));
    }
    let before = cpu_nanoseconds();
    for _ in 0..1000 {
        std::hint::black_box(emit(&allocation, 0).expect("memory for code"));
    }
    let after = cpu_nanoseconds();
    let copies = crate::emit::time_of_copies(&allocation, 10_000);
    println!(
        "a trace of {} stencils: {} ns, of it {} allocation, {} layout with its system calls; {:.1} ns a stencil copy",
        stencils / 1000,
        (all - began) / 1000,
        (before - allocated) / 1000,
        (after - before) / 1000,
        copies,
    );
    let compiled = compile(probe());
    for _ in 0..3 {
        let iterations = 200_000_000i64;
        let mut frame = [boxed(0), boxed(0), boxed(0), boxed(iterations)];
        let started = cpu_nanoseconds();
        compiled.run(&mut frame);
        println!(
            "{:.2} ns an iteration",
            (cpu_nanoseconds() - started) as f64 / iterations as f64
        );
    }
}

/// Time that this thread has had on a processor.
pub(crate) fn cpu_nanoseconds() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    text.split(' ')
        .next()
        .and_then(|first| first.parse().ok())
        .expect("a number")
}

/// More values than registers: everything is spilled, reloaded, and moved round at the back edge.
#[test]
fn pressure_spills_and_restores() {
    if !crate::available() {
        return;
    }
    const COUNT: usize = 30;
    for rotate in [0, 1, 7] {
        let mut b = Builder::default();
        let starts: Vec<Ref> = (0..COUNT).map(|index| slot(&mut b, 8 * index)).collect();
        let n = slot(&mut b, 8 * COUNT);
        let invariant = b.pure(Op::and, [n, starts[0]]);
        let zero = b.int(0);
        b.start_loop(&Default::default(), false);
        let i0 = b.param(zero);
        let params: Vec<Ref> = starts.iter().map(|start| b.param(*start)).collect();
        let mut all = vec![i0];
        all.extend(&params);
        let exit = snapshot(&mut b, 1, &all);
        b.op(Op::guard_lt, [i0, n], exit);
        let one = b.int(1);
        let mut nexts = vec![b.op(Op::int_add, [i0, one], exit)];
        for index in 0..COUNT {
            let other = params[(index + rotate) % COUNT];
            let sum = b.pure(Op::xor, [other, i0]);
            let sum = if index % 3 == 0 {
                b.pure(Op::xor, [sum, invariant])
            } else {
                sum
            };
            nexts.push(if index % 5 == 0 { other } else { sum });
        }
        for (param, next) in b.ir.params.iter_mut().zip(&nexts) {
            param.next = *next;
        }
        let compiled = compile(b);
        let iterations = 13i64;
        let mut model: Vec<i64> = (0..COUNT as i64).map(|index| index * index + 5).collect();
        let mut frame: Vec<u64> = model.iter().map(|value| boxed(*value)).collect();
        frame.push(boxed(iterations));
        let invariant = model[0] & iterations;
        let (exit, values) = compiled.run(&mut frame);
        for i in 0..iterations {
            model = (0..COUNT)
                .map(|index| {
                    let other = model[(index + rotate) % COUNT];
                    if index % 5 == 0 {
                        other
                    } else {
                        other ^ i ^ if index % 3 == 0 { invariant } else { 0 }
                    }
                })
                .collect();
        }
        assert_eq!(exit, 1);
        let found: Vec<i64> = values[1..].iter().map(|bits| *bits as i64 >> 16).collect();
        assert_eq!(found, model, "rotated by {rotate}");
    }
}

/// Floats across the back edge, mixed with ints.
#[test]
fn floats_stay_in_registers() {
    if !crate::available() {
        return;
    }
    let mut b = Builder::default();
    let n = slot(&mut b, 0);
    let (zero, start) = (b.int(0), b.constant(Ty::Float, 1.0f64.to_bits() as i64));
    b.start_loop(&Default::default(), false);
    let (i0, x0) = (b.param(zero), b.param(start));
    let exit = snapshot(&mut b, 1, &[i0, x0]);
    b.op(Op::guard_lt, [i0, n], exit);
    let float = b.unary(Op::float_of_int, i0);
    let half = b.constant(Ty::Float, 0.5f64.to_bits() as i64);
    let scaled = b.pure(Op::float_mul, [x0, half]);
    let x1 = b.pure(Op::float_add, [scaled, float]);
    let x1 = b.unary(Op::float_neg, x1);
    let one = b.int(1);
    let i1 = b.op(Op::int_add, [i0, one], NO_SNAPSHOT);
    for (param, next) in b.ir.params.iter_mut().zip([i1, x1]) {
        param.next = next;
    }
    let compiled = compile(b);
    let mut frame = [boxed(20)];
    let (_, values) = compiled.run(&mut frame);
    let expected = (0..20).fold(1.0f64, |x, i| -(x * 0.5 + f64::from(i)));
    assert_eq!(f64::from_bits(values[1]), expected);
}

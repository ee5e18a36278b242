//! Makes the stencils: machine code for every operation of the register IR in every register assignment.
//! Where that fails, or the target is another one, the crate builds without stencils.

use std::path::{Path, PathBuf};

#[path = "src/ops/table.rs"]
#[macro_use]
mod table;

macro_rules! operations {
    (@prim $name:ident $prim:ident) => { stringify!($prim) };
    (@prim $name:ident) => { stringify!($name) };
    ($($name:ident ($($arg:ident : $ty:ident),*) $(-> $result:ident)? [$($flag:ident)*] $(= $prim:ident)?;)+) => {
        const OPERATIONS: &[stencils::Operation] = &[$(stencils::Operation {
            name: stringify!($name),
            prim: operations!(@prim $name $($prim)?),
            operands: &[$(stringify!($ty)),*],
            result: { let _result: Option<&'static str> = None; $(let _result = Some(stringify!($result));)? _result },
            flags: &[$(stringify!($flag)),*],
        }),+];
    };
}
for_each_op!(operations);

fn main() {
    let path = |name: &str| {
        PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("cargo sets {name}")))
    };
    let uops = path("CARGO_MANIFEST_DIR").join("../uops/src");
    let (value, prims, layout) = (
        uops.join("value.rs"),
        uops.join("prims.rs"),
        uops.join("layout.rs"),
    );
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/ops/table.rs");
    for file in [&value, &prims, &layout] {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    println!("cargo::rustc-check-cfg=cfg(stencils)");
    let target = |name: &str| std::env::var(name).unwrap_or_default();
    if target("CARGO_CFG_TARGET_ARCH") != "x86_64" || target("CARGO_CFG_TARGET_OS") != "linux" {
        return;
    }
    let modules: &[(&str, &Path)] = &[("value", &value), ("prims", &prims), ("layout", &layout)];
    let out_dir = path("OUT_DIR");
    match stencils::build(&path("RUSTC"), &out_dir, modules, OPERATIONS) {
        Ok(source) => {
            std::fs::write(out_dir.join("stencils.rs"), source).expect("OUT_DIR can be written");
            println!("cargo::rustc-cfg=stencils");
        }
        Err(reason) => {
            println!("cargo::warning=no machine code, traces will be interpreted: {reason}")
        }
    }
}

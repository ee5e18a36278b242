//! The Neovim plugin, where there is a Neovim: `TIERLENS_NVIM`, or `nvim` on the path. Without one there is nothing to test.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use tests::binary::tierlens;

const SCRIPT: &str = r#"
vim.opt.runtimepath:append(vim.env.PLUGIN)
require('tierlens').setup { cmd = { vim.env.TIERLENS, 'lsp' }, trusted = { vim.fn.getcwd() }, settings = {
  floor = 0, kinds = { 'specialized', 'failed-specialization' },
} }
vim.cmd.runtime('plugin/tierlens.lua')
vim.cmd.edit('demo.py')
vim.bo.filetype = 'python'
local function hints() return vim.lsp.inlay_hint.get({ bufnr = 0 }) end
vim.wait(20000, function() return #hints() > 0 and #vim.diagnostic.get(0) > 0 end, 20)
local function say(...) io.stdout:write(table.concat({ ... }, ' '), '\n') end
for _, hint in ipairs(hints()) do
  say('hint', hint.inlay_hint.position.line, hint.inlay_hint.position.character, hint.inlay_hint.label)
end
for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
  say('diagnostic', diagnostic.lnum, diagnostic.col, diagnostic.code)
end
say('status', require('tierlens').statusline())
vim.api.nvim_win_set_cursor(0, { 8, 11 })
local offered = {}
vim.ui.select = function(items, options, choose)
  for _, item in ipairs(items) do
    table.insert(offered, item)
    say('action', options.format_item and options.format_item(item) or tostring(item))
  end
  choose(items[1], 1)
end
local function buffer() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n') end
vim.lsp.buf.code_action { context = { only = { 'quickfix' } } }
vim.wait(5000, function() return buffer():find("{'a', 'b', 'c'}", 1, true) ~= nil end, 20)
say('fixed', vim.api.nvim_buf_get_lines(0, 7, 8, true)[1])
vim.cmd.undo()
vim.wait(200, function() return false end, 20)
local told
vim.lsp.handlers['window/showMessage'] = function(_, message) told = message.message end
vim.ui.select = function(items, _, choose) choose(items[2], 2) end
vim.lsp.buf.code_action { context = { only = { 'quickfix' } } }
vim.wait(20000, function() return told ~= nil end, 20)
say('told', tostring(told):match('^tierlens: Use a set') or tostring(told))
vim.wait(2000, function() return buffer():find("{'a', 'b', 'c'}", 1, true) ~= nil end, 20)
say('applied', tostring(tostring(told):find('not applied') == nil), tostring(buffer():find("{'a', 'b', 'c'}", 1, true) ~= nil))
vim.cmd.TierlensToggle()
say('hidden', tostring(vim.wait(5000, function() return #vim.diagnostic.get(0) == 0 end, 20) == true))
vim.cmd('qall!')
"#;

const PROGRAM: &str = "\
def add(a, b):
    return a + b

def remainder(a, b):
    return a % b

def member(a):
    if a in ('a', 'b', 'c'):
        return 1

for i in range(3000):
    add(i, 2)
    remainder(i, 7)
    member('d')
";

#[test]
fn neovim_shows_hints_and_diagnostics() {
    let nvim = std::env::var_os("TIERLENS_NVIM").unwrap_or_else(|| OsString::from("nvim"));
    if Command::new(&nvim)
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("no Neovim: nothing is tested; TIERLENS_NVIM can say where one is");
        return;
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(directory.path().join("demo.py"), PROGRAM).expect("writable");
    std::fs::write(directory.path().join("test.lua"), SCRIPT).expect("writable");
    let output = Command::new(&nvim)
        // The script may fail: it ends all the same.
        .args(["--headless", "--clean", "-u", "test.lua", "-c", "qall!"])
        .current_dir(directory.path())
        .env(
            "PLUGIN",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../editors/neovim"),
        )
        .env("TIERLENS", tierlens())
        .output()
        .expect("nvim starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    for expected in [
        "hint 1 16 ⚡ADD_INT",
        "diagnostic 4 11 failed-specialization",
        "status tierlens: fresh",
        "action Use a set for `('a', 'b', 'c')`: `in` then has a specialized form",
        "fixed     if a in {'a', 'b', 'c'}:",
        "told tierlens: Use a set",
        "hidden true",
    ] {
        let found = said
            .lines()
            .any(|line| line == expected || line == format!("{expected} [tierlens]"));
        assert!(found, "{expected} is missing in: {said}{errors}");
    }
    let applied = said.lines().find_map(|line| line.strip_prefix("applied "));
    assert!(
        matches!(applied, Some("true true" | "false false")),
        "{said}{errors}"
    );
}

--- Insight into what a tiered runtime does with Python code.
local M = {}

M.options = {
  --- How to start the server.
  cmd = { 'tierlens', 'lsp' },
  --- Directories whose programs may run.
  trusted = {},
  --- Environment variables that programs get beside the usual, by name.
  environment = {},
  --- Further settings: kinds, floor, runtime, workload, runOnOpen, runOnSave, timeLimit, python, crossCheck.
  settings = {},
}

--- @param options table? overrides of M.options
function M.setup(options)
  M.options = vim.tbl_extend('force', M.options, options or {})
end

--- Whether programs below a directory may run.
--- @param directory string
function M.is_trusted(directory)
  directory = vim.fs.normalize(directory)
  return vim.iter(M.options.trusted):any(function(trusted)
    trusted = vim.fs.normalize(trusted)
    return directory == trusted or vim.startswith(directory, trusted .. '/')
  end)
end

--- Lets programs of a directory run from now on, in this session.
--- @param directory string
function M.trust(directory)
  M.options.trusted = vim.list_extend({ directory }, M.options.trusted)
  -- The server is told once, when it starts: end it, and start anew when it is gone.
  vim.lsp.enable('tierlens', false)
  for _, client in ipairs(vim.lsp.get_clients({ name = 'tierlens' })) do
    client:stop()
  end
  local function start()
    if #vim.lsp.get_clients({ name = 'tierlens' }) > 0 then
      vim.defer_fn(start, 20)
    else
      vim.lsp.enable('tierlens')
    end
  end
  start()
end

--- What the server said last of each document, by its URI: `state` and `message`.
M.status = {}

--- The state of the current buffer's document, for a status line; nothing where the server has said none.
function M.statusline()
  local status = M.status[vim.uri_from_bufnr(0)]
  return status and ('tierlens: ' .. status.state:gsub('-', ' ')) or ''
end

--- Has the server of the current buffer do something.
--- @param command string
--- @param arguments any[]?
function M.command(command, arguments)
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'tierlens' })[1]
  if not client then
    vim.notify('tierlens does not serve this buffer', vim.log.levels.WARN)
    return
  end
  client:request('workspace/executeCommand', { command = command, arguments = arguments }, nil, 0)
end

return M

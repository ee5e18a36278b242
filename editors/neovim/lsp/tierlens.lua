-- What vim.lsp.enable('tierlens') starts.
return {
  cmd = function(dispatchers)
    return vim.lsp.rpc.start(require('tierlens').options.cmd, dispatchers)
  end,
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
  before_init = function(params, config)
    local root = config.root_dir or vim.fn.getcwd()
    local tierlens = require('tierlens')
    params.initializationOptions = vim.tbl_extend('keep', {
      trusted = tierlens.is_trusted(root),
      environment = tierlens.options.environment,
    }, tierlens.options.settings)
    params.capabilities.experimental = { tierlensStatus = true }
  end,
  handlers = {
    ['tierlens/status'] = function(_, status)
      require('tierlens').status[status.uri] = status
      vim.cmd.redrawstatus()
    end,
  },
  -- A file on its own has its directory as workspace.
  workspace_required = false,
  on_attach = function(client, buffer)
    if client:supports_method('textDocument/inlayHint') then
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
  end,
}

if vim.g.loaded_tierlens or vim.fn.has('nvim-0.11') == 0 then
  return
end
vim.g.loaded_tierlens = true

vim.api.nvim_create_user_command('TierlensToggle', function()
  require('tierlens').command('tierlens.toggleInsight')
end, { desc = 'Show or hide tierlens insight' })

vim.api.nvim_create_user_command('TierlensRun', function()
  require('tierlens').command('tierlens.run', { vim.uri_from_bufnr(0) })
end, { desc = 'Run this file with tierlens' })

vim.api.nvim_create_user_command('TierlensTrust', function()
  require('tierlens').trust(vim.fn.getcwd())
end, { desc = 'Let tierlens run programs of the working directory' })

vim.api.nvim_create_user_command('TierlensStatus', function()
  local status = require('tierlens').status[vim.uri_from_bufnr(0)]
  vim.notify(status and ('tierlens: ' .. status.message) or 'tierlens has said nothing of this buffer')
end, { desc = 'Say how this file stands with tierlens' })

vim.lsp.enable('tierlens')

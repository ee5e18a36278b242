"""Invoices. `python -m invoice AMOUNT...` prints one."""
from .totals import Invoice

__all__ = ["Invoice"]

"""Fails in a module that a package imports: no frame of the import system is shown."""
import plugins.fails

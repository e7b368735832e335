"""Routeglass: a desktop API explorer and visual debugger."""

__version__ = "0.1.0"

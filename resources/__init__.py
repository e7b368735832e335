"""Data: themes, the style sheet, icons. No code."""

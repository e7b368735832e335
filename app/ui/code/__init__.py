"""The parts of the code view: highlighting, brackets, positions, editor, gutter, find bar."""

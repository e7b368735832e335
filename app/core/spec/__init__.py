"""Text to document: versions, references, problems with pointers."""

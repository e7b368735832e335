"""Why an error came (rules D1 to D9): one file per kind of reason."""

"""Why an exchange ended as it did: one rule for each cause, from evidence to a sentence and what to do."""

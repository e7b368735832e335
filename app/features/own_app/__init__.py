"""How the person's own app is doing: what runs it, why it does not, and what can be done."""

"""Many requests at once: what they were, whom each of them waited for, and what follows from that."""

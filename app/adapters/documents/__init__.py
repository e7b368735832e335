"""Opening documents: finding them, reading them in a process of their own, keeping an index of them on disk."""

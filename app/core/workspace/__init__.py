"""The one mutable object; it emits events that say what changed."""

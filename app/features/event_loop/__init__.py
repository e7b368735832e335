"""The event loop of the server in view: how late it answers, how full its thread pool is, and what held it up."""

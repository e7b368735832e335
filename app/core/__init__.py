"""What is thought: no Qt, no network, no disk, no clock."""

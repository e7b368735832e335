"""Bricks that know no product word."""

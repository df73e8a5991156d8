"""Findings as charts, tables and documents."""

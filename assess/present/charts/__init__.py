"""Findings as charts. Only this package knows Altair."""

from assess.present.charts import board, path, portfolio, progress, specification

__all__ = ["board", "path", "portfolio", "progress", "specification"]

"""Findings as charts. Only this package knows Altair."""

from assess.present.charts import board, path, peers, portfolio, progress, specification

__all__ = ["board", "path", "peers", "portfolio", "progress", "specification"]

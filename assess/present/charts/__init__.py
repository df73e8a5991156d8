"""Findings as charts. Only this package knows Altair."""

from assess.present.charts import board, peers, portfolio, progress, result, specification

__all__ = ["board", "peers", "portfolio", "progress", "result", "specification"]

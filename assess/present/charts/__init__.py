"""Findings as charts. Only this package knows Altair."""

from assess.present.charts import board, marks, peers, portfolio, result

__all__ = ["board", "marks", "peers", "portfolio", "result"]

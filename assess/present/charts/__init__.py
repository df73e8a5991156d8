"""Findings as charts. Only this package knows Altair."""

from assess.present.charts import path, portfolio, progress, specification

__all__ = ["path", "portfolio", "progress", "specification"]

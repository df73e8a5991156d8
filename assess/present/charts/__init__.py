"""Findings as charts. Only this package knows Altair."""

from assess.present.charts import path, progress, specification

__all__ = ["path", "progress", "specification"]

"""Findings as charts. Only this package knows Altair."""

from assess.present.charts import path, progress, specification, stages

__all__ = ["path", "progress", "specification", "stages"]

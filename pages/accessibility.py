"""accessibility"""

from assess import ui

ui.heading("accessibility")

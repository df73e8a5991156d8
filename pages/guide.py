"""guide"""

from assess import ui

ui.heading("guide")

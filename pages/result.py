"""result"""

from assess import ui

ui.heading("result")

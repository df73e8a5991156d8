"""What pages share on the screen. Beside the pages, only this package knows Streamlit."""

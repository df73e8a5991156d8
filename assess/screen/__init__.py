"""What the pages are made of. Apart from the pages, only this package knows Streamlit."""

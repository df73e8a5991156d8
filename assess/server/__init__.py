"""The web server: its headers, routes and settings."""

"""The frameworks that come with the program, read once: no test changes them."""

from assess.core import catalogue

CATALOGUE = catalogue.read()

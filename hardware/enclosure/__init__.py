"""The case, as a model with numbers (`case.scad`), its variants (`variants.json`), and the program that draws them."""

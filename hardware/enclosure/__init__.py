"""Contains the parametric model of the case (`case.scad`), its variants (`variants.json`) and the program that draws them."""

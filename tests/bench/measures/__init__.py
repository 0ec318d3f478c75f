"""One module for each group of measures; the names of its measures begin with the module's."""

"""Contains one module for each group of measures. The names of its measures begin with the module's name."""

"""Languages, catalogs and the texts of the forms, as data. Imports nothing of ours."""

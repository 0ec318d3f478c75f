"""The service screen: what staff see and do at the terminal itself, behind a hidden gesture and a PIN."""

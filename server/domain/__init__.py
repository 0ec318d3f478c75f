"""What the server decides, as pure functions: no SQL, no Flask, no clock. Facts come in, decisions go out."""

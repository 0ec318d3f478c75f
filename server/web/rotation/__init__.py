"""HTTP endpoints and pages for the rotation of statements: plans, targets and balance."""

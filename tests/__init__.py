"""Tests in the same tree as the code; `parts` are the real things they run against."""

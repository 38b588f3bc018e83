"""The story that `make demo` tells, and the data that `make run` begins with."""

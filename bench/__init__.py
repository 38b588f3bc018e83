"""Benchmarks: `make bench [AREA=...]`. Ratios within one run; results in bench/results.json."""

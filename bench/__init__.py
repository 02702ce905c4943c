"""How fast Tidings is, as ratios within one run: `python -m bench --help`, described in docs/benchmarks.md."""

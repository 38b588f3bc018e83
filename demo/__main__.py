"""`python -m demo`: what `make demo` runs."""

import sys

from demo.story import main

if __name__ == "__main__":
    sys.exit(main())

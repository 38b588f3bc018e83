"""`python -m config.web`: the web process."""

import sys

from config.web.server import main

if __name__ == "__main__":
    sys.exit(main())

"""`python -m embedded start|status|stop|wipe`: the servers of a machine that has none."""

import sys

from embedded.services import main

if __name__ == "__main__":
    sys.exit(main())

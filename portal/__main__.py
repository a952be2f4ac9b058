"""`python -m portal`."""

import sys

from portal.serving import main
from workers.errors import WorkersError

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except WorkersError as error:
        sys.stderr.write(f"{error.en}\n")
        sys.exit(1)

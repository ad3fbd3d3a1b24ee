"""Run the command line as `python -m advisory_watch.cli`."""

import sys

from advisory_watch.cli import main

sys.exit(main())

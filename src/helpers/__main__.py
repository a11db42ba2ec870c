"""`python -m helpers`."""

import sys

from helpers.pipeline.command_line import main

sys.exit(main())

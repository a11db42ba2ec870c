"""`python -m helpers`."""

import gc
import os
import site
import sys

# Python puts the current folder first on its path, where a file with the name of a package would replace it. Remove
# the current folder, PYTHONPATH and the user's own folder of packages before anything else is imported.
_added = {*os.environ.get("PYTHONPATH", "").split(os.pathsep), site.getusersitepackages()}
if not sys.flags.safe_path:
    _added.add(os.getcwd())  # noqa: PTH109
_added = {os.path.abspath(path) for path in _added}  # noqa: PTH100
sys.path[:] = [path for path in sys.path if path and os.path.abspath(path) not in _added]  # noqa: PTH100

from helpers.commands.command_line import main  # noqa: E402

gc.set_threshold(300_000, 20, 50)  # a command makes much and lives for seconds, so it seldom looks for garbage
code = main()
if "duckdb" not in sys.modules:  # which prints what of its own is left
    gc.freeze()  # the process ends here: what it holds need not be looked through once more
sys.exit(code)

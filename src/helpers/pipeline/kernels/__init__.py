"""Running notebooks in kernels.

A kernel is the process that carries out the cells of one notebook. There are two kinds, and both give the same bytes.
An ordinary kernel is a new Python, which spends seconds on imports before it does anything. A forked kernel is a copy
of one process that was warmed once, with the imports done (`warm`), so that it begins at once. Kernels are forked where
the system can do so safely, which is Linux; elsewhere, and with `kernels=ordinary`, they are ordinary.

- `engine`: one notebook through papermill, and the engine that papermill knows as `compendium`.
- `turns`: how far a notebook may go before the steps that it needs are done.
- `kinds`: the kernels of one run, their kind, and the sockets by which they are spoken to.
- `provisioner`: how Jupyter starts, signals and ends a forked kernel.
- `warm`: the warmed process itself.
"""

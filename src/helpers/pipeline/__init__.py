"""The pipeline: steps, their order and freshness, the engine that runs them and the pages they become."""

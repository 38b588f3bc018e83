"""The console in the browser: one page and its scripts, which speak GraphQL like everybody else."""

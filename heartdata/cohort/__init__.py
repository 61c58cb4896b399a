"""Many people at once: a pool of workers, a resumable store, one table."""

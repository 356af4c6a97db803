"""Pages of the séances: one file per job."""

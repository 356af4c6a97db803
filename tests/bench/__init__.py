"""The benchmark: `python -m tests.bench`. What the portal costs, as ratios measured interleaved in one run.

__main__ (arguments) starts processes of their own, each with the production settings and a throw-away database:
material (imports), pages (against a bare Django view), worker and pdfs (against LibreOffice); report says it all.
Times are in seconds and memory in bytes until report writes them down.
"""

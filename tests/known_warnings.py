"""Warnings of libraries that a child process may give; pyproject.toml has pytest's own list."""

QASYNC_ASKS = "ignore:'asyncio.iscoroutinefunction' is deprecated:DeprecationWarning"
"""For ``-W`` and PYTHONWARNINGS: on Python 3.14, of qasync 0.28; see pyproject.toml."""

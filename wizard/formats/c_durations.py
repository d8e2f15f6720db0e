"""The C agent's durations; see `wizard.core.c_durations`."""

from __future__ import annotations

from wizard.core.c_durations import duration_ms as duration_ms

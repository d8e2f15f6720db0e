"""Sentences about what is wrong with an agent's configuration: one pair for each rule.

A rule comes as a finding of ``check --offline``, and as the variant of an error: of
``files.unreadable`` from the writers, of ``files.rejected_by_agent`` and ``check.bad_config``
from the strict reader. All of them fill the same templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.core.judgement import Finding
from wizard.messages.finding_secrets import SECRETS
from wizard.messages.finding_settings import SETTINGS
from wizard.messages.finding_syntax import SYNTAX
from wizard.messages.text import Text

RULES: Final[Mapping[str, Text]] = {**SYNTAX, **SETTINGS, **SECRETS}


def text_of_finding(finding: Finding) -> Text:
    """Cause and remedy in words."""
    template = RULES[finding.rule]
    where = {"file": finding.file, "line": finding.line or 0, "key": finding.key or ""}
    params = dict(finding.params) | where
    if params.get("value") == "":
        params["value"] = "empty"
    return Text(template.cause.format(**params), template.remedy.format(**params))

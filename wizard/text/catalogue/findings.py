"""Sentences about what is wrong with an agent's configuration: one pair for each rule.

A rule comes as a finding of ``check --offline``, and as the variant of an error: of
``files.unreadable`` from the writers, of ``files.rejected_by_agent`` and ``check.bad_config``
from the strict reader. All of them fill the same templates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.domain.agent.assessment import Finding
from wizard.text.catalogue.findings_credentials import SECRETS
from wizard.text.catalogue.findings_settings import SETTINGS
from wizard.text.catalogue.findings_syntax import SYNTAX
from wizard.text.sentence import Text

RULES: Final[Mapping[str, Text]] = {**SYNTAX, **SETTINGS, **SECRETS}


def text_of_finding(finding: Finding) -> Text:
    """Cause and remedy in words."""
    template = RULES[finding.rule]
    where = {"file": finding.file, "line": finding.line or 0, "key": finding.key or ""}
    params = dict(finding.params) | where
    if params.get("value") == "":
        params["value"] = "empty"
    return Text(template.cause.format(**params), template.remedy.format(**params))

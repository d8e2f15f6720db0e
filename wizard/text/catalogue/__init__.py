"""Every sentence, one file for each family of codes: the only place with prose about problems.

- `TEXTS`: what went wrong and what to do, by ``code`` or ``code/variant``; most files here.
- `causes`: the sentences for what `wizard.diagnosis` has found out, by the same keys.
- `RULES`: what is wrong with an agent's configuration, by the rule that it breaks
  (`findings`). A rule comes as a finding of
  ``check --offline`` and as the variant of an error; both fill the same templates.
- `steps`, `hub_changes`, `twin`: names of steps, changes in the hub, settings of the module's twin.

The idea: a sentence is a template whose parameters the code names; `tests/text` proves that every
code and variant raised anywhere in the program has a sentence, and all that it needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.catalogue import (
    agent_service,
    answers,
    answers_secrets,
    causes,
    certificate,
    check,
    connection_string,
    elevation,
    files,
    hub,
    identity,
    keyring,
    network,
    run,
    transports,
    twin,
)
from wizard.text.catalogue.findings import credentials, settings, store, syntax
from wizard.text.catalogue.targets import answers as target_answers
from wizard.text.catalogue.targets import fleet, provisioning, undo
from wizard.text.catalogue.targets import ssh as over_ssh
from wizard.text.sentence import Text

TEXTS: Final[Mapping[str, Text]] = {
    **agent_service.TEXTS,
    **answers.TEXTS,
    **answers_secrets.TEXTS,
    **causes.TEXTS,
    **certificate.TEXTS,
    **check.TEXTS,
    **connection_string.TEXTS,
    **files.TEXTS,
    **elevation.TEXTS,
    **hub.TEXTS,
    **identity.TEXTS,
    **keyring.TEXTS,
    **network.TEXTS,
    **over_ssh.TEXTS,
    **run.TEXTS,
    **target_answers.TEXTS,
    **fleet.TEXTS,
    **provisioning.TEXTS,
    **undo.TEXTS,
    **transports.TEXTS,
    **twin.TEXTS,
}

RULES: Final[Mapping[str, Text]] = {
    **syntax.SYNTAX,
    **settings.SETTINGS,
    **credentials.SECRETS,
    **store.STORE,
}

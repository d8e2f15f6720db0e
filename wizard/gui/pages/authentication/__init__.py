"""The third page: how the agent authenticates, and which agent that is.

- `page`: the page; what is chosen is judged at once by `wizard.setup.auth_rules`.
- `identity_cards`: one card an identity, with the fields it needs: `certificate_choice`,
  `certificate_file`, `certificate_summary`, `new_certificate` and `dps_fields`.
- `conversion`: a module with another kind of credential, to be given a key.
- `agent_fields`: which agent, and its folder.
- `installation`, `finding_list`, `repair_dialog`: what is in that folder now, and repairing it.
"""

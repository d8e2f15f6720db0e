"""Why a step of the live check failed, found out by what else works.

`diagnosis` takes a failure and its `context` and asks one module after the other: `network` for the
path to the hub, `provisioning` for DPS, `refused` for a key or certificate that was not accepted,
which asks the `registry` where it may, tries keys out (`key_trials`) and looks at what else is in
the agent's `folder`. The one idea: the failure's code stays, its variant and parameters become
those of the cause; where nothing is found out, the failure is told as it is.
"""

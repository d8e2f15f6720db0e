"""The jobs of a set-up, one file each.

A job is one step of a run, from connecting to the hub to the live check. It alone says when it is
wanted, what it will change, how that is done and how it is undone. `wizard.setup.plan` has them in
their order; the engine carries them out, the review page, the dry run and the report read the same
list. A new step of a set-up is one more file here and one more row there.
"""

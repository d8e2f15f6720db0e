"""Widgets that more than one page uses.

- `field`: labelled fields with a hint and an error below; `secret_edit`: a field for a secret.
- `choice_card`: a choice as a card, with or without fields; `card`: a frame.
- `labels`: labels in our sizes and tones, and what a screen reader is told.
- `notice`, `busy_bar`, `placeholder`: what is wrong, what is waited for, why a place is empty.
- `expander`: fields that are folded away.

Each can be used with the keyboard alone and has an accessible name.
"""

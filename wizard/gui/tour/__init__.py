"""The tour: the real wizard, driven through the demo hub, with a picture of every page.

- `tour`: the walk from the first page to the last; `scenes` and `beside`: what lies off that road.
- `driver`: presses the real buttons, waits for what is to happen, takes the pictures.

It is how pages are looked at after a change: ``--tour DIR --scheme dark --scale 2 --size 800x480``.
"""

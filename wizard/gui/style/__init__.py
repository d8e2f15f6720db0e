"""How everything looks, in light and in dark.

- `theme`: sizes, tones and fonts; follows the system's colour scheme.
- `palettes`: the colours of both schemes; `stylesheet`: Qt's style sheet made from them.
- `icons`: SVG pictures in the colour of their surroundings.

A widget names a tone or a size of `theme`, never a colour or a number of its own.
"""

"""The second page: which device of the hub.

- `page`: the page; an id can be typed even where the list cannot be read.
- `list`: the list with its states (loading, nothing found, refused); `filter`: what narrows it.
- `module_column`: asks which of the devices that are seen have the module.
- `model`: Qt's view of the devices, page by page as the hub gives them.
"""

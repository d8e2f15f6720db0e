"""Every sentence for people, and every form in which a run is told to them.

- `catalogue`: the sentences, one file for each family of codes.
- `lookup`: from a problem (code, variant, parameters) to its cause and remedy.
- `render`: a report as JSON, HTML, terminal lines, a ticket; what they share is in `facts`.
- `sentence`: the shape of a sentence pair.

The idea: everything below returns codes and parameters, never prose, so that wording (and one day
its translation) is one room's affair, and other programs can rely on the codes.
"""

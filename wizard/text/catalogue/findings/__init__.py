"""What is wrong with an agent's configuration, by the rule that it breaks.

- syntax          files that cannot be parsed
- settings        keys and their values
- credentials     the key or certificate file
"""

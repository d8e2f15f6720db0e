"""The ports `SecretStore` and `SavedHubs`: what stays after the program has ended.

Secrets go to the operating system's keyring only. It may show a prompt and wait for ever, so every
call has a time limit. Which hubs have an entry is in a file without secrets.

- store, backend   the keyring
- memory           the demonstration's, which ends with the program
- saved_hubs       the list of hubs
- kept_list        the list of all entries, and the stores that write it
"""

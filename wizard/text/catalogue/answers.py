"""Sentences about the answers file and the wizard's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_STRING: Final = "Copy the connection string in the Azure portal: IoT hub > Shared access policies."
_WHOLE: Final = "Correct the file; the manual has a complete example."

TEXTS: Final[Mapping[str, Text]] = {
    "answers.unknown_key": Text(
        "The answers file has an unknown key: {key}.",
        "Remove it, or use {nearest} if that was meant. Known keys here: {known}.",
    ),
    "answers.missing": Text(
        "The answers file has no {key}.", "Add {key}; the manual has a complete example."
    ),
    "answers.missing/hub": Text("No hub is selected.", _STRING),
    "answers.missing/device_id": Text(
        "No device is selected.", "Choose a device in the list, or enter its ID."
    ),
    "answers.missing/certificate_field": Text(
        "No certificate is selected.",
        "Choose the device's certificate, or create one.",
    ),
    "answers.missing/id_scope": Text(
        "The ID scope is missing.",
        "Copy it from the overview of the provisioning service; it starts with 0ne.",
    ),
    "answers.missing/registration_id": Text(
        "The registration ID is missing.", "Copy it from the device's enrollment."
    ),
    "answers.missing/dps_key": Text(
        "The enrollment's symmetric key is missing.",
        "Paste the device's key. For an enrollment group, paste the key derived for this device.",
    ),
    "answers.missing/folder": Text(
        "The agent's folder is missing.",
        "Choose the folder in which the agent is installed or will be installed.",
    ),
    "answers.invalid": Text("The value of {key} cannot be used.", "Correct {key}."),
    "answers.invalid/proxy_malformed": Text(
        "The proxy in {key} is not an address.",
        'Write "system", "none" or "http://HOST:PORT".',
    ),
    "answers.invalid/proxy_kind": Text(
        "{key} specifies a {scheme} proxy. Only HTTP proxies are supported.",
        'Write "http://HOST:PORT". Such a proxy also works for HTTPS addresses.',
    ),
    "answers.invalid/proxy_login": Text(
        "The proxy address in {key} contains a user name or password. It would be stored and "
        "displayed.",
        "Remove it from the address. Use proxy_user and proxy_password in [network], or the "
        "fields under Advanced.",
    ),
    "answers.invalid/proxy_nobody": Text(
        "{key} is set without proxy_user, and its value is not USER:PASSWORD.",
        "Add proxy_user to [network]. Write a Windows domain before the user name: DOMAIN\\user.",
    ),
    "answers.invalid/proxy_none": Text(
        "{key} is set, but no proxy is used.",
        'Remove it, or set the proxy: proxy = "http://HOST:PORT".',
    ),
    "answers.invalid/toml": Text(
        "The answers file is not valid TOML: {detail}.", "Correct the file there."
    ),
    "answers.invalid/toml_backslash": Text(
        "The answers file is not valid TOML: {detail}. In double quotes, a backslash starts an "
        "escape sequence.",
        "Write a Windows path in single quotes, such as 'C:\\Program Files\\ASC', or write every "
        "backslash twice.",
    ),
    "answers.invalid/toml_quotes": Text(
        "The answers file is not valid TOML: {detail}. It contains typographic quotes.",
        "Write straight quotes (\" or ') on line {line}; word processors replace them.",
    ),
    "answers.invalid/file": Text(
        "The answers file {path} cannot be read: {detail}.",
        "Check the file name and your permission to read it.",
    ),
    "answers.invalid/file_kind": Text(
        "The answers file {path} is a pipe or a device, not a file.",
        "Save the answers in a file. Secrets are read from elsewhere; see the manual.",
    ),
    "answers.invalid/file_size": Text(
        "{path} is larger than {limit} bytes, so it is not an answers file.",
        "Check the file's name.",
    ),
    "answers.invalid/toml_depth": Text(
        "The answers file has arrays or tables that are nested too deeply.",
        _WHOLE,
    ),
    "answers.invalid/toml_number": Text(
        "The answers file has a number with too many digits.", _WHOLE
    ),
    "answers.invalid/toml_key": Text(
        "The answers file has a key with too many parts (line {line}).",
        "Correct the file there; the manual has a complete example.",
    ),
    "answers.invalid/arguments": Text(
        "The command line is wrong: {detail}.", "See --help for what the command takes."
    ),
    "answers.invalid/utf8": Text(
        "The answers file {path} is not UTF-8 text.", "Save it as UTF-8 and try again."
    ),
    "answers.invalid/not_table": Text(
        "The value of {key} is not a table.", "Write [{key}] on a line of its own, and its keys."
    ),
    "answers.invalid/not_text": Text(
        "The value of {key} is not a text in quotes.", "Write it between quotes."
    ),
    "answers.invalid/not_boolean": Text(
        "The value of {key} is neither true nor false.", "Write true or false, without quotes."
    ),
    "answers.invalid/not_number": Text(
        "The value of {key} is not a whole number from {least} to {most}.",
        "Write a number from {least} to {most}, without quotes.",
    ),
    "answers.invalid/choice": Text(
        'The value "{value}" of {key} does not exist.', "Write one of {allowed}."
    ),
    "answers.invalid/nul": Text("The path in {key} has a NUL character.", "Correct the path."),
    "answers.invalid/path_escape": Text(
        "The path in {key} has a control character: in double quotes a backslash begins an escape, "
        "such as \\t for a tab.",
        "Write a Windows path in single quotes, or write every backslash twice.",
    ),
    "answers.invalid/home": Text(
        'The path "{value}" in {key} starts with the home folder of an unknown user.',
        "Write the whole path.",
    ),
    "answers.invalid/device_id": Text(
        '"{value}" is not a valid device ID. A device ID has up to 128 ASCII letters, digits '
        "and - . + % _ # * ? ! ( ) , : = @ $ ' ;",
        "Copy the ID from the hub; it is case-sensitive.",
    ),
    "answers.invalid/key_file": Text(
        'The key file name "{value}" cannot be used: it is a folder, or it starts or ends with '
        "a space.",
        "Name a file, such as azureiotsecurity.key.",
    ),
    "answers.missing/certificate": Text(
        "The answers file does not say which certificate the device has.",
        "Set {key} (and certificate_key if the key is in a separate file), or create a "
        "certificate with [authentication.generate].",
    ),
    "answers.invalid/only_dps": Text(
        "{key} belongs to the provisioning service, and the identity is another.",
        'Remove {key}, or set authentication.identity = "DPS".',
    ),
    "answers.invalid/only_key": Text(
        "{key} belongs to the symmetric key, and the method is a certificate.",
        'Remove {key}, or set authentication.method = "SymmetricKey".',
    ),
    "answers.invalid/only_certificate": Text(
        "{key} belongs to a certificate, and the method is the symmetric key.",
        'Remove {key}, or set authentication.method = "SelfSignedCertificate".',
    ),
    "answers.invalid/instead_of_generate": Text(
        "{key} and [authentication.generate] exclude each other: a certificate is either "
        "provided or created.",
        "Remove one of them.",
    ),
    "answers.invalid/generate_dps": Text(
        "A certificate for the provisioning service cannot be created here, because the "
        "device's enrollment must already contain it.",
        "Provide the certificate of the enrollment with authentication.certificate.",
    ),
    "answers.invalid/own_and_hub": Text(
        "{key} and device.connection_string exclude each other: use the hub's permissions or "
        "the device's, not both.",
        "Remove one of them.",
    ),
    "answers.invalid/own_and_registry": Text(
        "{key} and device.connection_string exclude each other: the connection string contains "
        "the device ID and cannot change the hub.",
        "Remove {key}, or use [hub] instead.",
    ),
    "answers.invalid/own_and_dps": Text(
        "{key} is not used with the identity DPS: the provisioning service names the device.",
        "Remove {key}.",
    ),
    "answers.invalid/twice": Text("{key} is also in [network].", "Write it once, in [network]."),
    "answers.invalid/certificate_name": Text(
        "The file name in {key} must end with {allowed}; the agent recognizes the format by it.",
        "Name it such as agent.pfx.",
    ),
    "answers.invalid/not_absolute": Text(
        'The folder "{value}" is not an absolute path.',
        "Write the whole path, such as /var/ASCIoTAgent.",
    ),
    "answers.invalid/demo_installed": Text(
        "{value} is a folder for installed agents. The demo never changes an installed agent.",
        "Name another folder, or leave agent.directory out.",
    ),
    "answers.invalid/log_file": Text(
        "The log file {path} cannot be written: {detail}.", "Name another file with --log-file."
    ),
    "answers.invalid/report_file": Text(
        "The report name {path} must end with .html or .json.",
        "Choose one of these endings; it determines the format.",
    ),
    "answers.invalid/report_folder": Text(
        "The report {path} cannot be written: it is a folder.",
        "Give the report another name.",
    ),
    "answers.invalid/report_link": Text(
        "The report {path} cannot be written: it is not a regular file, or another account "
        "could have created the symbolic link {link} in its path.",
        "Choose a file in a folder of your own, without a link in its path.",
    ),
    "answers.invalid/log_link": Text(
        "The log file {path} cannot be written: it is not a regular file, or another account "
        "could have created a symbolic link in its path.",
        "Name another file with --log-file, in a folder of your own.",
    ),
    "answers.invalid/report_unwritable": Text(
        "The report {path} cannot be written: {detail}.",
        "Name a file in a folder that is there and that you may write to.",
    ),
    "answers.invalid/ca_file": Text(
        "The CA file {path} cannot be used: {detail}.",
        "Choose a file with the CA certificates in PEM form.",
    ),
    "answers.invalid/ca_file_kind": Text(
        "The CA file {path} cannot be used: it is a pipe or a device, not a file.",
        "Choose a file with the CA certificates in PEM form.",
    ),
    "answers.invalid/ca_file_size": Text(
        "The CA file {path} cannot be used: it has more than {limit} bytes.",
        "Choose a file with only the CA certificates that are needed.",
    ),
    "answers.invalid/ca_file_empty": Text(
        "The CA file {path} cannot be used: there is no certificate in it.",
        "Choose a file with the CA certificates in PEM form.",
    ),
}

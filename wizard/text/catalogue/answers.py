"""Sentences about the answers file and the wizard's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from wizard.text.sentence import Text

_STRING: Final = (
    "Copy the connection string of a shared access policy: Azure portal, IoT hub, "
    "Shared access policies."
)
_WHOLE: Final = "Correct the file; the manual shows a whole one."

TEXTS: Final[Mapping[str, Text]] = {
    "answers.unknown_key": Text(
        "The answers file has a key that does not exist: {key}.",
        "Remove it, or write {nearest} if that was meant. Known here: {known}.",
    ),
    "answers.missing": Text(
        "The answers file does not say {key}.", "Add {key}; the manual shows a whole file."
    ),
    "answers.missing/hub": Text("No hub is chosen yet.", _STRING),
    "answers.missing/device_id": Text(
        "No device is chosen yet.", "Choose a device in the list, or type its id."
    ),
    "answers.missing/certificate_field": Text(
        "No certificate is chosen yet.",
        "Choose the device's certificate, or have one made.",
    ),
    "answers.missing/id_scope": Text(
        "The id scope is missing.",
        "Copy it from the provisioning service's overview; it begins with 0ne.",
    ),
    "answers.missing/registration_id": Text(
        "The registration id is missing.", "Copy it from the device's enrolment."
    ),
    "answers.missing/dps_key": Text(
        "The enrolment's symmetric key is missing.",
        "Paste the device's key; of an enrolment group, the key derived for this device.",
    ),
    "answers.missing/folder": Text(
        "The agent's folder is not named yet.",
        "Choose the folder that the agent is installed in, or will be.",
    ),
    "answers.invalid": Text("The value of {key} cannot be used.", "Correct {key}."),
    "answers.invalid/proxy_malformed": Text(
        "The proxy in {key} is no address.",
        'Write "system", "none" or "http://HOST:PORT".',
    ),
    "answers.invalid/proxy_kind": Text(
        "{key} asks for a proxy by {scheme}, and only HTTP proxies are supported.",
        'Write "http://HOST:PORT"; such a proxy leads to https addresses too.',
    ),
    "answers.invalid/proxy_login": Text(
        "The address in {key} has a user name or password in it, where it would be stored and "
        "shown.",
        "Take it out of the address; write proxy_user and proxy_password in [network], or the "
        "fields under Advanced.",
    ),
    "answers.invalid/proxy_nobody": Text(
        "{key} is there without proxy_user, and does not hold USER:PASSWORD.",
        "Add proxy_user to [network]; a Windows domain stands before the name: DOMAIN\\user.",
    ),
    "answers.invalid/proxy_none": Text(
        "{key} is there, although no proxy is to be used.",
        'Remove it, or write the proxy: proxy = "http://HOST:PORT".',
    ),
    "answers.invalid/toml": Text(
        "The answers file is no valid TOML: {detail}.", "Correct the file there."
    ),
    "answers.invalid/toml_backslash": Text(
        "The answers file is no valid TOML: {detail}. In double quotes a backslash begins an "
        "escape.",
        "Write a Windows path in single quotes, such as 'C:\\Program Files\\ASC', or write every "
        "backslash twice.",
    ),
    "answers.invalid/toml_quotes": Text(
        "The answers file is no valid TOML: {detail}. There are typographic quotes in it.",
        "Write straight quotes (\" or ') on line {line}; word processors replace them.",
    ),
    "answers.invalid/file": Text(
        "The answers file {path} cannot be read: {detail}.", "Check its name and your rights to it."
    ),
    "answers.invalid/file_kind": Text(
        "The answers file {path} is a pipe or a device, not a file.",
        "Save the answers in a file. What is secret comes from elsewhere; see the manual.",
    ),
    "answers.invalid/file_size": Text(
        "{path} has more than {limit} bytes, which is no answers file.", "Check the file's name."
    ),
    "answers.invalid/toml_depth": Text(
        "The answers file has arrays or tables within one another, deeper than any key of it.",
        _WHOLE,
    ),
    "answers.invalid/toml_number": Text(
        "The answers file has a number with more digits than any value of it.", _WHOLE
    ),
    "answers.invalid/toml_key": Text(
        "The answers file has a key of more parts than any key that there is (line {line}).",
        "Correct the file there; the manual shows a whole one.",
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
        'The path "{value}" in {key} begins with the home folder of a user who is not known here.',
        "Write the whole path.",
    ),
    "answers.invalid/device_id": Text(
        '"{value}" cannot be the id of a device: an id has up to 128 ASCII letters, digits and '
        "- . + % _ # * ? ! ( ) , : = @ $ ' ;",
        "Copy the id as the hub shows it; capitals matter.",
    ),
    "answers.invalid/key_file": Text(
        'The key file\'s name "{value}" cannot be used: it names a folder, or begins or ends with '
        "a blank.",
        "Name a file, such as azureiotsecurity.key.",
    ),
    "answers.missing/certificate": Text(
        "The answers file does not say which certificate the device has.",
        "Name it with {key} (and certificate_key, when the key lies apart), or have one made with "
        "[authentication.generate].",
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
        "{key} stands beside [authentication.generate]: a certificate is brought or made, not "
        "both.",
        "Remove one of them.",
    ),
    "answers.invalid/generate_dps": Text(
        "A certificate for the provisioning service cannot be made here: the service must know it "
        "before, by the device's enrolment.",
        "Bring the certificate of the enrolment with authentication.certificate.",
    ),
    "answers.invalid/own_and_hub": Text(
        "{key} stands beside device.connection_string: the set-up is done with the hub's rights or "
        "without.",
        "Remove one of them.",
    ),
    "answers.invalid/own_and_registry": Text(
        "{key} stands beside device.connection_string, which says the id itself and cannot change "
        "the hub.",
        "Remove {key}, or use [hub] instead.",
    ),
    "answers.invalid/own_and_dps": Text(
        "{key} is not used with the identity DPS: the provisioning service names the device.",
        "Remove {key}.",
    ),
    "answers.invalid/twice": Text(
        "{key} stands in [network] as well.", "Write it once, in [network]."
    ),
    "answers.invalid/certificate_name": Text(
        "The name in {key} does not end with {allowed}, by which the agent knows what it is.",
        "Name it such as agent.pfx.",
    ),
    "answers.invalid/not_absolute": Text(
        'The folder "{value}" is not an absolute path.',
        "Write the whole path, such as /var/ASCIoTAgent.",
    ),
    "answers.invalid/demo_installed": Text(
        "{value} is where agents are installed, and the demo never touches an installed agent.",
        "Name another folder, or leave agent.directory out.",
    ),
    "answers.invalid/log_file": Text(
        "The log file {path} cannot be written: {detail}.", "Name another file with --log-file."
    ),
    "answers.invalid/report_file": Text(
        "The name of the report {path} ends neither with .html nor with .json.",
        "Give it one of these endings: it says what the report will be.",
    ),
    "answers.invalid/report_folder": Text(
        "The report {path} cannot be written: there is a folder of that name.",
        "Give the report another name.",
    ),
    "answers.invalid/report_link": Text(
        "The report {path} cannot be written: it is no ordinary file, or a symbolic link is on the "
        "way that another account could have made ({link}). It could lead to any file.",
        "Name a file in a folder of your own, without a link.",
    ),
    "answers.invalid/log_link": Text(
        "The log file {path} cannot be written: it is a link or no ordinary file, or a symbolic "
        "link is on the way that another account could have made. It could lead to any file.",
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

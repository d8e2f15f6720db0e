"""The C# agent: three XML files, read by .NET, whose exceptions nobody catches.

- `facts`: where it lives, who reads its key, which ids it cannot carry.
- `settings`, `config_section`, `dotnet_values`: its words and how .NET reads them; `xml_*`: a
  scanner and an editor that keep every byte; `lenient_json`: Newtonsoft's JSON.
- `validator`, `address`, `credential_files`, `certificate_store`: its start, step by step.
- `writer`: the files edited in place; `repair`, `xml_normalizer`: set right.
- `twin_values`: how it reads its settings in the module's twin.

The one idea: whatever .NET would throw is a crash, and everything else is what .NET makes of it.
"""

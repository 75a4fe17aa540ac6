"""Merge an exported template of terms into the translations beside it."""

import sys
from pathlib import Path

import polib

template = polib.pofile(sys.argv[1])
# When it was exported would be a change in every export.
template.metadata = {
    key: value for key, value in template.metadata.items() if not key.endswith("-Date")
}
template.save()
for path in Path(sys.argv[1]).parent.glob("*.po"):
    catalog = polib.pofile(path)
    catalog.merge(template)
    for entry in catalog.obsolete_entries():
        catalog.remove(entry)
    catalog.sort(key=lambda entry: entry.msgid)
    catalog.save()
    missing = sum(not entry.msgstr for entry in catalog)
    print(f"{path.name}: {len(catalog)} terms, {missing} to translate")

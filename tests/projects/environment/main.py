"""Uses what is installed in the project's environment."""
import os
import sys
from importlib import metadata, resources

import coded
import labels
import tagger
import vendored
from tagger.plain import show

HERE = os.path.dirname(os.path.abspath(__file__))


def below(path):
    return os.path.relpath(path, HERE)


words = "the quick brown fox jumps over the lazy dog the end".split()
counts = tagger.tag(words * 500)
print(show(counts))
print(labels.show(counts)[:2], labels.shown.__name__)
print(coded.where, "/", vendored.where)
print(tagger.__version__, below(tagger.__file__), below(labels.__file__), below(vendored.__file__))
print(below(sys.prefix), sys.prefix == sys.exec_prefix, sys.prefix != sys.base_prefix)
print([below(path) for path in sys.path if path.startswith(HERE)])

found = metadata.metadata("tagger")
print(found["Name"], found["Summary"], found.get_all("Requires-Dist"), repr(found.get_payload()))
print(metadata.requires("tagger"), metadata.version("labels"))
print([str(file) for file in metadata.files("tagger")], metadata.files("tagger")[2].size)
for entry in sorted(metadata.entry_points(group="tagger.formats"), key=lambda entry: entry.name):
    print(entry.name, entry.value, entry.extras, entry.load().__name__)
(script,) = metadata.entry_points(group="console_scripts", name="tag")
print(script.load() is show, script.dist.name)
print(sorted(dist.name for dist in metadata.distributions(path=[path for path in sys.path if path.startswith(HERE)])))
print({name: where for name, where in metadata.packages_distributions().items() if name == "tagger"})
try:
    metadata.version("colour")
except metadata.PackageNotFoundError as error:
    print(repr(error), "/", error)

folder = resources.files(tagger) / "templates"
print(sorted(entry.name for entry in folder.iterdir()), repr((folder / "letter.txt").read_text()))
print(resources.read_text("tagger", "templates", "letter.txt", encoding="utf-8").format(name="reader"), end="")
with resources.as_file(folder / "letter.txt") as path:
    print(path.is_file(), below(path))

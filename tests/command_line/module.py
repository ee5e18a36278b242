import importlib.util
import sys

print(__name__, sys.argv[1:])
for name in ["module", "pack", "pack.__main__", "json.decoder", "nowhere"]:
    spec = importlib.util.find_spec(name)
    if spec is None:
        print(name, spec)
    else:
        print(spec.name, type(spec.loader).__name__, spec.has_location, repr(spec.parent), spec.submodule_search_locations is None)
sys.exit(3)

import os
import sys

print(__name__, __package__, __spec__.name, os.path.basename(sys.argv[0]), sys.argv[1:])

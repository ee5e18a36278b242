import sys

print("out")
sys.exit("farewell")

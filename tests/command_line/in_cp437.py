# coding: cp437
text = "€›"

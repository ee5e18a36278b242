# coding: cp1252
text = "é€"
